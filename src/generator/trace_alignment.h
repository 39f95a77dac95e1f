// Which point of a target corresponds to which point of an exemplar: dynamic time warping of limited slope.
#pragma once

#include <array>
#include <vector>

#include "generator/trace.h"

namespace resketch {

/// How far a warp may leave the diagonal, in points. A pen's points are spaced by distance, so that like lies
/// near like; in a series the same event comes sooner or later.
inline constexpr int kPenBand = 12;
inline constexpr int kSeriesBand = 18;

/// The curves of a trace that are compared point by point: points, slopes and headings.
std::vector<const float*> compared_curves(const Trace& trace);

/// A target, laid out once for many alignments.
class AlignmentTarget {
 public:
  explicit AlignmentTarget(Trace trace);

  const Trace& trace() const { return trace_; }

  static constexpr int kMargin = kSeriesBand + 6;  // the band, and what a vector may read beyond it
  const float* curve(std::size_t number) const { return curves_[number].data(); }

 private:
  Trace trace_;
  std::vector<std::array<float, kTracePoints + 2 * kMargin>> curves_;  // far away outside the trace
};

/// The place along the target (0..kTracePoints - 1) of every point of the exemplar.
/// Ends go to ends, between them the slope is 1/2 to 2 for a pen, 1/3 to 3 for a series; smoothed; compares
/// points, slopes and headings.
/// Source: Sakoe & Chiba 1978 (slope constraint P = 1), with a cost for bending.
AlongTrace align(const Trace& exemplar, const AlignmentTarget& target);

}  // namespace resketch
