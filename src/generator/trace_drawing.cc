#include "generator/trace_drawing.h"

#include <Eigen/LU>
#include <algorithm>
#include <limits>

#include "generator/pose_factors.h"

namespace resketch {
namespace {

// From the middle of the page, in sizes, to the unit of one axis of the target.
float on_page(float drawn, double size, double offset, double axis) {
  constexpr double kLargest = .5 * std::numeric_limits<float>::max();  // sums of shares stay finite
  return static_cast<float>(
      std::clamp((static_cast<double>(drawn) * size + offset) / axis, -kLargest, kLargest));
}

// Where the exemplar's points are drawn, in sizes; a pen's from the target's middle.
Curves drawn_points(const TraceFrame& frame, const Trace& exemplar, const Deformation& found) {
  const Eigen::Index points = frame.point_gain.rows();
  const Eigen::VectorXf expected = frame.mean.head(points);
  Curves drawn =
      exemplar.points +
      displacement(exemplar.form, expected + frame.point_gain * (found.features.head(points) - expected));
  if (exemplar.form.pen) {
    drawn.col(0).array() += found.shift_x;
    drawn.col(1).array() += found.shift_y;
  }
  return drawn;
}

// The place along the exemplar that is drawn at each step of the target: the warp backwards.
std::vector<float> drawn_places(const Deformation& found, const TracePlace& place) {
  std::vector<float> places;
  places.reserve(place.point_of_step.size());
  int point = 0;  // of the exemplar: the warp is at or before the step's place
  for (const float at : place.point_of_step) {
    while (point < kTracePoints - 2 && found.warp[point + 1] <= at) ++point;
    const float gap = found.warp[point + 1] - found.warp[point];
    places.push_back(static_cast<float>(point) + std::clamp((at - found.warp[point]) / gap, 0.0F, 1.0F));
  }
  return places;
}

// The step of the exemplar, between its rests, at each of `places`, which never decrease.
std::vector<float> steps_at(const std::vector<float>& places, const TracePlace& exemplar) {
  const std::vector<float>& point_of_step = exemplar.point_of_step;
  const int last = static_cast<int>(point_of_step.size()) - 1;
  std::vector<float> steps;
  steps.reserve(places.size());
  int step = 0;
  for (const float at : places) {
    while (step < last - 1 && point_of_step[step + 1] <= at && point_of_step[step + 1] < point_of_step[last])
      ++step;
    const float gap = last > 0 ? point_of_step[step + 1] - point_of_step[step] : 0;
    steps.push_back(static_cast<float>(step) +
                    (gap > 0 ? std::clamp((at - point_of_step[step]) / gap, 0.0F, 1.0F) : 0.0F));
  }
  return steps;
}

// The affine map from the exemplar's points to the drawn ones.
void set_pen_pose(const Trace& exemplar, const Curves& drawn, const TracePlace& exemplar_place,
                  const TracePlace& place, const TraceUnits& units, PoseAndWarp& out) {
  constexpr double kTowardsNothing = .02;  // of the exemplar's own scatter
  using Points = Eigen::Matrix<double, 2, kTracePoints>;
  const Points from = exemplar.points.transpose().cast<double>();
  Points to = drawn.transpose().cast<double>();
  const Eigen::Vector2d middle = to.rowwise().mean();
  to.colwise() -= middle;
  const double least = kTowardsNothing * from.squaredNorm() + 1e-12;
  const Eigen::Matrix2d towards = least * Eigen::Matrix2d::Identity();
  const Eigen::Matrix2d map =
      (to * from.transpose() + towards) * (from * from.transpose() + towards).inverse();
  const double extent = (from.rowwise().maxCoeff() - from.rowwise().minCoeff()).maxCoeff() + 1e-6;
  set_pose(map, out);
  out.right = (middle.x() + (place.offset_x - exemplar_place.offset_x) / units.size) / extent;
  out.up = (middle.y() + (place.offset_y - exemplar_place.offset_y) / units.size) / extent;
  out.bend = (to - map * from).colwise().norm().maxCoeff() / extent;
}

// One factor and one shift for all dims of a series.
void set_series_pose(const Trace& exemplar, const Curves& drawn, PoseAndWarp& out) {
  const Eigen::ArrayXXd from = exemplar.points.cast<double>();
  const Eigen::ArrayXXd to = drawn.cast<double>();
  const double extent = from.maxCoeff() - from.minCoeff() + 1e-6;
  const auto centred_from = (from - from.mean()).eval();
  const auto centred_to = (to - to.mean()).eval();
  const double least = 1e-12 + 1e-6 * extent * extent;
  out.height = ((centred_from * centred_to).sum() + least) / (centred_from.square().sum() + least);
  out.up = (to.mean() - from.mean()) / extent;
  out.bend = (centred_to - out.height * centred_from).abs().maxCoeff() / extent;
}

}  // namespace

void draw_trace(const TraceFrame& frame, const Trace& exemplar, const Deformation& found,
                const TracePlace& place, const TraceUnits& units, float share, std::span<float> values) {
  const Curves drawn = drawn_points(frame, exemplar, found);
  const std::vector<float> places = drawn_places(found, place);
  const auto dims = static_cast<std::size_t>(drawn.cols());
  for (std::size_t d = 0; d < dims; ++d) {
    const double offset = exemplar.form.pen ? (d == 0 ? place.offset_x : place.offset_y) : 0;
    const double axis = exemplar.form.pen ? (d == 0 ? units.axis_x : units.axis_y) : 1;
    const auto curve = drawn.col(static_cast<Eigen::Index>(d));
    for (std::size_t t = 0; t < places.size(); ++t)
      values[dims * t + d] += share * on_page(at_place(curve, places[t]), units.size, offset, axis);
  }
}

PoseAndWarp pose_and_warp(const TraceFrame& frame, const Trace& exemplar, const TracePlace& exemplar_place,
                          const Deformation& found, const TracePlace& place, const TraceUnits& units) {
  const Curves drawn = drawn_points(frame, exemplar, found);
  PoseAndWarp out;
  if (exemplar.form.pen) {
    set_pen_pose(exemplar, drawn, exemplar_place, place, units, out);
  } else {
    set_series_pose(exemplar, drawn, out);
  }
  out.warp = steps_at(drawn_places(found, place), exemplar_place);
  return out;
}

}  // namespace resketch
