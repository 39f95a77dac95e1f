// Dynamic time warping of one pair of sequences by limited slopes: which point of one corresponds to which of
// the other.
#pragma once

#include <span>

namespace resketch {

/// How far a warp may leave the diagonal, in points.
inline constexpr int kWarpBand = 18;

/// Points that can be read before a target's first and after its last: the band, and what a vector takes
/// beyond it. They must be far from everything (kFarAway).
inline constexpr int kWarpMargin = kWarpBand + 6;
inline constexpr float kFarAway = 1e15F;  // its square is finite still

/// The cheapest warp of an exemplar onto a target: warp[i] is the place along the target, 0..N - 1, of the
/// exemplar's point i. Ends go to ends; a move takes one point of one side and up to three of the other, so
/// that slopes are 1/3 to 3. What it costs is the squared distance of the points that it joins, and
/// `bend_cost` for every point more on one side than on the other.
/// @param exemplar  [channels] curves of N = warp.size() points, N > 0
/// @param target    [channels, kWarpMargin + N + kWarpMargin]
/// Source: Sakoe & Chiba 1978 (slope constraints), with a cost for bending.
void sloped_dtw(std::span<const float* const> exemplar, const float* target, float bend_cost,
                std::span<float> warp);

}  // namespace resketch
