// Which point of a target corresponds to which point of an exemplar: dynamic time warping of limited slope.
#pragma once

#include <vector>

#include "generator/trace.h"
#include "kernels/sloped_dtw.h"

namespace resketch {

/// The curves of a trace that are compared point by point: points, slopes and headings.
std::vector<const float*> compared_curves(const Trace& trace);

/// A target, laid out once for many alignments.
class AlignmentTarget {
 public:
  explicit AlignmentTarget(Trace trace);

  const Trace& trace() const { return trace_; }

  /// As sloped_dtw() takes them.
  const float* curves() const { return curves_.data(); }

 private:
  Trace trace_;
  std::vector<float> curves_;
};

/// The place along the target (0..kTracePoints - 1) of every point of the exemplar.
/// The cheapest warp (kernels/sloped_dtw.h) of points, slopes and headings, smoothed.
AlongTrace align(const Trace& exemplar, const AlignmentTarget& target);

}  // namespace resketch
