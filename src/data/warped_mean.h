// The mean of sequences that take their time differently.
#pragma once

#include <span>
#include <vector>

namespace resketch {

/// The mean of `members` at the pace of one of them: every step is the mean of the values that the members'
/// warps put there, each member counting once. Warps are those of DTW on values and slopes, which weigh the
/// same in all. A plain mean blurs what does not happen at the same time in all members.
/// @param members [steps, dims] each; where there are none the mean is `pace`
/// @param pace    [steps, dims]
/// @returns       [steps, dims]
/// Source: one round of DTW barycentre averaging (Petitjean, Ketterlin & Gancarski 2011), with slopes.
std::vector<float> warped_mean(std::span<const std::span<const float>> members, std::span<const float> pace,
                               int dims);

}  // namespace resketch
