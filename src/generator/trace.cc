#include "generator/trace.h"

#include <algorithm>
#include <cmath>

#include "generator/pen_trace.h"
#include "generator/series_trace.h"
#include "generator/trace_constants.h"

namespace resketch {
namespace {

Curves change_along(const Curves& values, double unit) {
  Curves change(kTracePoints, values.cols());
  for (int d = 0; d < values.cols(); ++d) {
    for (int i = 0; i < kTracePoints; ++i) {
      const int before = std::max(i - 1, 0);
      const int after = std::min(i + 1, kTracePoints - 1);
      const double slope =
          static_cast<double>(values(after, d) - values(before, d)) / ((after - before) * unit);
      change(i, d) = static_cast<float>(std::clamp(slope, -kTraces.farthest, kTraces.farthest));
    }
  }
  return change;
}

double root_mean_square(double sum_of_squares, std::size_t count) {
  const double root = std::sqrt(sum_of_squares / static_cast<double>(std::max<std::size_t>(count, 1)));
  return root > 1e-9 ? root : 1;
}

}  // namespace

TraceForm form_of(const Model& model) {
  return {.pen = model.generator == GeneratorKind::kStroke, .dims = model.preprocessing.dims};
}

TraceUnits axis_units(const TraceForm& form, const Preprocessing& preprocessing) {
  TraceUnits units{.form = form};
  if (form.pen && preprocessing.sd.size() == 2) {
    const double x = preprocessing.sd[0];
    const double y = preprocessing.sd[1];
    units.axis_x = std::sqrt(x / y);
    units.axis_y = std::sqrt(y / x);
  }
  return units;
}

TraceUnits measure_units(const TraceForm& form, const Preprocessing& preprocessing,
                         std::span<const std::span<const float>> sequences) {
  TraceUnits units = axis_units(form, preprocessing);
  if (form.pen) measure_pace(sequences, units);
  double points = 0;
  double slopes = 0;
  for (const auto sequence : sequences) {
    const Trace trace = make_trace(sequence, units);
    for (int d = 0; d < form.dims; ++d) {
      points += static_cast<double>(trace.points.col(d).squaredNorm());
      slopes += static_cast<double>(trace.slopes.col(d).squaredNorm());
    }
  }
  const std::size_t count = static_cast<std::size_t>(form.dims) * kTracePoints * sequences.size();
  units.size = root_mean_square(points, count);
  units.slope = root_mean_square(slopes, count) / units.size;
  return units;
}

Trace make_trace(std::span<const float> sequence, const TraceUnits& units, TracePlace* place) {
  Trace trace =
      units.form.pen ? make_pen_trace(sequence, units, place) : make_series_trace(sequence, units, place);
  trace.slopes = change_along(trace.points, units.slope);
  return trace;
}

}  // namespace resketch
