// A pen stroke in the form in which strokes are compared: the moving part, equally many points, one scale.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "resketch/preprocessing.h"

namespace resketch {

inline constexpr int kStrokePoints = 50;

/// One value for every point of a stroke.
using AlongStroke = Eigen::Matrix<float, kStrokePoints, 1>;

struct Stroke {
  AlongStroke x, y;                    ///< centred at 0, in units of size
  AlongStroke velocity_x, velocity_y;  ///< change of position along the stroke, root mean square about 1
  AlongStroke heading_x, heading_y;    ///< direction of movement; shorter than 1 where the pen is slow
  AlongStroke log_speed;               ///< log of real speed over the typical speed
};

/// What one size and one speed mean: measured on exemplars, so that no constant depends on pen or tablet.
struct StrokeUnits {
  double axis_x = 1, axis_y = 1;  ///< undo the standardisation: afterwards x and y have one scale
  double speed = 1;               ///< typical distance a step, of a moving pen
  double duration = 1;            ///< typical steps of a stroke at typical speed
  double size = 1;                ///< root mean square of centred positions
  double velocity = 1;            ///< root mean square change of position along the stroke, in sizes
};

/// Where a stroke lies in its sequence: what it takes to put a drawing in its place.
struct StrokePlace {
  std::vector<float> point_of_step;   ///< [T] place along the stroke, 0..kStrokePoints - 1; constant at rest
  double offset_x = 0, offset_y = 0;  ///< centre of the stroke, before division by size
};

/// Units measured on `sequences`, each [T, 2] and preprocessed by `preprocessing`.
/// What cannot be measured (nothing moves) stays 1.
StrokeUnits measure_units(const Preprocessing& preprocessing,
                          std::span<const std::span<const float>> sequences);

/// The axes of `preprocessing`; all other units 1.
StrokeUnits axis_units(const Preprocessing& preprocessing);

/// The stroke of a sequence [T, 2], T >= 1: without rest at either end, resampled by a clock that runs by
/// distance and by time. Finite for every finite sequence, moving or not.
Stroke make_stroke(std::span<const float> sequence, const StrokeUnits& units, StrokePlace* place = nullptr);

/// Interpolates linearly between points; `place` in 0..kStrokePoints - 1.
inline float at_place(const AlongStroke& values, float place) {
  const int left = place >= kStrokePoints - 2 ? kStrokePoints - 2 : static_cast<int>(place);
  const float share = place - static_cast<float>(left);
  return (1 - share) * values[left] + share * values[left + 1];
}

}  // namespace resketch
