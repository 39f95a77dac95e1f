#include "data/pen_curve.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace resketch {
namespace {

struct Point {
  double x = 0;
  double y = 0;
};

double chord(const PenPoint& a, const PenPoint& b) {
  return std::max(std::hypot(a.x - b.x, a.y - b.y), 1e-6F);
}

// Second derivatives at the knots of the natural cubic spline through `values`, by Thomas's algorithm.
std::vector<double> curvatures(const std::vector<double>& knots, const std::vector<double>& values) {
  const int last = static_cast<int>(values.size()) - 1;
  std::vector<double> upper(last + 1);
  std::vector<double> second(last + 1);
  for (int i = 1; i < last; ++i) {
    const double before = knots[i] - knots[i - 1];
    const double after = knots[i + 1] - knots[i];
    const double right = 6 * ((values[i + 1] - values[i]) / after - (values[i] - values[i - 1]) / before);
    const double pivot = 2 * (before + after) - before * upper[i - 1];
    upper[i] = after / pivot;
    second[i] = (right - before * second[i - 1]) / pivot;
  }
  second[last] = 0;
  for (int i = last - 1; i > 0; --i) second[i] -= upper[i] * second[i + 1];
  return second;
}

// Points along one piece without corners, its first point left out.
std::vector<Point> sample_piece(std::span<const PenPoint> points) {
  constexpr int kPerSegment = 32;
  std::vector<double> knots = {0};
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0) knots.push_back(knots.back() + std::pow(chord(points[i - 1], points[i]), .75));
    x.push_back(points[i].x);
    y.push_back(points[i].y);
  }
  const std::vector<double> x_second = curvatures(knots, x);
  const std::vector<double> y_second = curvatures(knots, y);
  std::vector<Point> sampled;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const double width = knots[i + 1] - knots[i];
    for (int k = 1; k <= kPerSegment; ++k) {
      const double b = static_cast<double>(k) / kPerSegment;
      const double a = 1 - b;
      const auto at = [&](const std::vector<double>& values, const std::vector<double>& second) {
        return a * values[i] + b * values[i + 1] +
               ((a * a * a - a) * second[i] + (b * b * b - b) * second[i + 1]) * width * width / 6;
      };
      sampled.push_back({at(x, x_second), at(y, y_second)});
    }
  }
  return sampled;
}

}  // namespace

PenCurve pen_curve(std::span<const PenPoint> points, int count) {
  assert(points.size() >= 2 && count >= 2);
  std::vector<Point> dense = {{points[0].x, points[0].y}};
  for (std::size_t from = 0, to = 1; to < points.size(); ++to) {
    if (!points[to].corner && to + 1 < points.size()) continue;
    const std::vector<Point> piece = sample_piece(points.subspan(from, to - from + 1));
    dense.insert(dense.end(), piece.begin(), piece.end());
    from = to;
  }
  std::vector<double> along = {0};
  for (std::size_t i = 1; i < dense.size(); ++i) {
    along.push_back(along.back() + std::hypot(dense[i].x - dense[i - 1].x, dense[i].y - dense[i - 1].y));
  }

  PenCurve curve;
  curve.length = along.back();
  std::size_t segment = 1;
  for (int k = 0; k < count; ++k) {
    const double place = curve.length * k / (count - 1);
    while (segment + 1 < along.size() && along[segment] < place) ++segment;
    const double piece = std::max(along[segment] - along[segment - 1], 1e-12);
    const double share = std::clamp((place - along[segment - 1]) / piece, 0.0, 1.0);
    curve.x.push_back((1 - share) * dense[segment - 1].x + share * dense[segment].x);
    curve.y.push_back((1 - share) * dense[segment - 1].y + share * dense[segment].y);
  }
  return curve;
}

}  // namespace resketch
