// A sequence in the form in which sequences are compared: without rest, equally many points, one scale.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "resketch/model.h"

namespace resketch {

inline constexpr int kTracePoints = 50;

/// One value for every point of a trace.
using AlongTrace = Eigen::Matrix<float, kTracePoints, 1>;
/// Several curves along a trace, one a column.
using Curves = Eigen::Matrix<float, kTracePoints, Eigen::Dynamic>;

/// What there is to compare. A pen's trace is a path: where it lies says nothing, it may be turned and grow,
/// and its points are spaced by distance, so that its speed is a curve of its own. A series is what it says
/// at every moment.
struct TraceForm {
  bool pen = true;
  int dims = 2;       ///< D; 2 for a pen
  bool fine = false;  ///< a pen's points are compared in finer detail

  bool operator==(const TraceForm&) const = default;
};

/// By generator (kStroke or kSeries) and dims, with the usual detail.
TraceForm form_of(const Model& model);

struct Trace {
  TraceForm form;
  Curves points;     ///< [N, D] in units of size; a pen's are centred at 0
  Curves slopes;     ///< [N, D] change of points along the trace, root mean square about 1
  Curves headings;   ///< [N, D] a pen's direction of movement, shorter than 1 where it is slow; else [N, 0]
  Curves log_speed;  ///< [N, 1] log of a pen's real speed over the typical speed; else [N, 0]
};

/// What one size and one speed mean: measured on exemplars, so that no constant depends on the device.
struct TraceUnits {
  TraceForm form;
  double axis_x = 1, axis_y = 1;  ///< of a pen: undo the standardisation, so that x and y have one scale
  double speed = 1;               ///< of a pen: typical distance a step, while it moves
  double duration = 1;            ///< of a pen: typical steps of a stroke at typical speed
  double size = 1;                ///< root mean square of points
  double slope = 1;               ///< root mean square change of points along the trace, in sizes
};

/// Where a trace lies in its sequence: what it takes to put a drawing in its place.
struct TracePlace {
  std::vector<float> point_of_step;   ///< [T] place along the trace, 0..kTracePoints - 1; constant at rest
  double offset_x = 0, offset_y = 0;  ///< centre of a pen's stroke, before division by size
};

/// Units measured on `sequences`, each [T, D] and preprocessed by `preprocessing`.
/// What cannot be measured (nothing moves) stays 1.
TraceUnits measure_units(const TraceForm& form, const Preprocessing& preprocessing,
                         std::span<const std::span<const float>> sequences);

/// The axes of `preprocessing`; all other units 1.
TraceUnits axis_units(const TraceForm& form, const Preprocessing& preprocessing);

/// The trace of a sequence [T, D], T >= 1. Finite for every finite sequence, moving or not.
Trace make_trace(std::span<const float> sequence, const TraceUnits& units, TracePlace* place = nullptr);

/// Interpolates linearly between points; `place` in 0..kTracePoints - 1.
template <typename Values>
float at_place(const Values& values, float place) {
  const int left = place >= kTracePoints - 2 ? kTracePoints - 2 : static_cast<int>(place);
  const float share = place - static_cast<float>(left);
  return (1 - share) * values[left] + share * values[left + 1];
}

}  // namespace resketch
