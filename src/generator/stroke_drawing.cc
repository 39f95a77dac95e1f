#include "generator/stroke_drawing.h"

#include <algorithm>
#include <limits>

namespace resketch {
namespace {

// From the middle of the page, in sizes, to the unit of one axis of the target.
float on_page(float drawn, double size, double offset, double axis) {
  constexpr double kLargest = .5 * std::numeric_limits<float>::max();  // sums of shares stay finite
  return static_cast<float>(
      std::clamp((static_cast<double>(drawn) * size + offset) / axis, -kLargest, kLargest));
}

}  // namespace

void draw_stroke(const StrokeFrame& frame, const Stroke& exemplar, const Deformation& found,
                 const StrokePlace& place, const StrokeUnits& units, float share, std::span<float> values) {
  const auto expected = frame.mean.head<kPlaceFeatures>();
  const Displacement moved =
      displacement(expected + frame.place_gain * (found.features.head<kPlaceFeatures>() - expected));
  const AlongStroke x = (exemplar.x + moved.x).array() + found.shift_x;
  const AlongStroke y = (exemplar.y + moved.y).array() + found.shift_y;
  int point = 0;  // of the exemplar: the warp is at or before the step's place
  for (std::size_t t = 0; t < place.point_of_step.size(); ++t) {
    const float at = place.point_of_step[t];
    while (point < kStrokePoints - 2 && found.warp[point + 1] <= at) ++point;
    const float gap = found.warp[point + 1] - found.warp[point];
    const float along = static_cast<float>(point) + std::clamp((at - found.warp[point]) / gap, 0.0F, 1.0F);
    values[2 * t] += share * on_page(at_place(x, along), units.size, place.offset_x, units.axis_x);
    values[2 * t + 1] += share * on_page(at_place(y, along), units.size, place.offset_y, units.axis_y);
  }
}

}  // namespace resketch
