// From control points to a curve: points at equal distances along a spline.
#pragma once

#include <span>
#include <vector>

#include "data/pen.h"

namespace resketch {

struct PenCurve {
  std::vector<double> x;
  std::vector<double> y;
  double length = 0;

  int size() const { return static_cast<int>(x.size()); }
};

/// `count` points at equal distances along the natural cubic spline through `points` (at least 2), which is
/// broken at corners. Its knots are chords to the power 3/4, between uniform and chordal: round and without
/// loops of its own.
PenCurve pen_curve(std::span<const PenPoint> points, int count);

}  // namespace resketch
