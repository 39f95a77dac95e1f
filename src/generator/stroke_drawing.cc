#include "generator/stroke_drawing.h"

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

// Where the exemplar's points are drawn, in sizes, from the target's middle.
Displacement drawn_points(const StrokeFrame& frame, const Stroke& exemplar, const Deformation& found) {
  const auto expected = frame.mean.head<kPlaceFeatures>();
  const Displacement moved =
      displacement(expected + frame.place_gain * (found.features.head<kPlaceFeatures>() - expected));
  return {(exemplar.x + moved.x).array() + found.shift_x, (exemplar.y + moved.y).array() + found.shift_y};
}

// The place along the exemplar that is drawn at each step of the target: the warp backwards.
std::vector<float> drawn_places(const Deformation& found, const StrokePlace& place) {
  std::vector<float> places;
  places.reserve(place.point_of_step.size());
  int point = 0;  // of the exemplar: the warp is at or before the step's place
  for (const float at : place.point_of_step) {
    while (point < kStrokePoints - 2 && found.warp[point + 1] <= at) ++point;
    const float gap = found.warp[point + 1] - found.warp[point];
    places.push_back(static_cast<float>(point) + std::clamp((at - found.warp[point]) / gap, 0.0F, 1.0F));
  }
  return places;
}

// The step of the exemplar, between its rests, at each of `places`, which never decrease.
std::vector<float> steps_at(const std::vector<float>& places, const StrokePlace& exemplar) {
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

}  // namespace

void draw_stroke(const StrokeFrame& frame, const Stroke& exemplar, const Deformation& found,
                 const StrokePlace& place, const StrokeUnits& units, float share, std::span<float> values) {
  const auto [x, y] = drawn_points(frame, exemplar, found);
  const std::vector<float> places = drawn_places(found, place);
  for (std::size_t t = 0; t < places.size(); ++t) {
    values[2 * t] += share * on_page(at_place(x, places[t]), units.size, place.offset_x, units.axis_x);
    values[2 * t + 1] += share * on_page(at_place(y, places[t]), units.size, place.offset_y, units.axis_y);
  }
}

PoseAndWarp pose_and_warp(const StrokeFrame& frame, const Stroke& exemplar, const StrokePlace& exemplar_place,
                          const Deformation& found, const StrokePlace& place, const StrokeUnits& units) {
  constexpr double kTowardsNothing = .02;  // of the exemplar's own scatter
  using Points = Eigen::Matrix<double, 2, kStrokePoints>;
  const auto [x, y] = drawn_points(frame, exemplar, found);
  Points from;
  Points to;
  from << exemplar.x.cast<double>().transpose(), exemplar.y.cast<double>().transpose();
  to << x.cast<double>().transpose(), y.cast<double>().transpose();
  const Eigen::Vector2d middle = to.rowwise().mean();
  to.colwise() -= middle;
  const double least = kTowardsNothing * from.squaredNorm() + 1e-12;
  const Eigen::Matrix2d towards = least * Eigen::Matrix2d::Identity();
  const Eigen::Matrix2d map =
      (to * from.transpose() + towards) * (from * from.transpose() + towards).inverse();
  const double extent = (from.rowwise().maxCoeff() - from.rowwise().minCoeff()).maxCoeff() + 1e-6;
  PoseAndWarp out;
  set_pose(map, out);
  out.right = (middle.x() + (place.offset_x - exemplar_place.offset_x) / units.size) / extent;
  out.up = (middle.y() + (place.offset_y - exemplar_place.offset_y) / units.size) / extent;
  out.bend = (to - map * from).colwise().norm().maxCoeff() / extent;
  out.warp = steps_at(drawn_places(found, place), exemplar_place);
  return out;
}

}  // namespace resketch
