// Which point of a target corresponds to which point of an exemplar: dynamic time warping of limited slope.
#pragma once

#include <array>

#include "generator/stroke_points.h"

namespace resketch {

/// How far a warp may leave the diagonal, in points: a quarter of the stroke.
inline constexpr int kWarpBand = 12;

/// A target, laid out once for many alignments.
class AlignmentTarget {
 public:
  explicit AlignmentTarget(const Stroke& stroke);

  const Stroke& stroke() const { return stroke_; }

  static constexpr int kChannels = 6;
  static constexpr int kMargin = 2 * kWarpBand;  // at least the band, and what a vector may read beyond it
  const float* channel(int c) const { return channels_[c].data(); }

 private:
  Stroke stroke_;
  std::array<std::array<float, kStrokePoints + 2 * kMargin>, kChannels>
      channels_;  // far away outside the stroke
};

/// The place along the target (0..kStrokePoints - 1) of every point of the exemplar.
/// Ends go to ends, between them the slope is 1/2 to 2, smoothed; compares position, velocity and heading.
/// Source: Sakoe & Chiba 1978 (slope constraint P = 1), with a cost for bending.
AlongStroke align(const Stroke& exemplar, const AlignmentTarget& target);

}  // namespace resketch
