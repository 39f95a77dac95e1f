// How well a score tells known items from strangers.
#pragma once

#include <span>

namespace resketch {

/// Chance that a known item's score exceeds a stranger's; ties count half. NaN if one side is empty.
double auroc(std::span<const float> known, std::span<const float> strangers);

/// Share of strangers accepted at the threshold that keeps `recall` of the known items.
double false_positives_at(double recall, std::span<const float> known, std::span<const float> strangers);

/// The largest score that at least a share `keep` of `scores` reaches. @pre not empty
float threshold_keeping(double keep, std::span<const float> scores);

}  // namespace resketch
