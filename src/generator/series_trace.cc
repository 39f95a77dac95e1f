#include "generator/series_trace.h"

#include <algorithm>

#include "generator/trace_constants.h"

namespace resketch {
namespace {

// Preprocessing holds the last value of a shorter series: that is no measurement.
int last_measured(std::span<const float> sequence, int dims) {
  int last = static_cast<int>(sequence.size()) / dims - 1;
  while (last > 0 &&
         std::ranges::equal(sequence.subspan(last * dims, dims), sequence.subspan((last - 1) * dims, dims))) {
    --last;
  }
  return last;
}

}  // namespace

Trace make_series_trace(std::span<const float> sequence, const TraceUnits& units, TracePlace* place) {
  const int dims = units.form.dims;
  const int last = last_measured(sequence, dims);
  Trace trace{.form = units.form,
              .points = Curves(kTracePoints, dims),
              .slopes = {},
              .headings = {},
              .log_speed = {}};
  for (int i = 0; i < kTracePoints; ++i) {
    const double time = static_cast<double>(i) * last / (kTracePoints - 1);
    const int left = std::clamp(static_cast<int>(time), 0, std::max(last - 1, 0));
    const int right = std::min(left + 1, last);
    const double share = time - left;
    for (int d = 0; d < dims; ++d) {
      const double value = (1 - share) * static_cast<double>(sequence[left * dims + d]) +
                           share * static_cast<double>(sequence[right * dims + d]);
      trace.points(i, d) =
          static_cast<float>(std::clamp(value / units.size, -kTraces.farthest, kTraces.farthest));
    }
  }
  if (place != nullptr) {
    place->point_of_step.clear();
    for (int t = 0; t < static_cast<int>(sequence.size()) / dims; ++t) {
      const double share = last > 0 ? static_cast<double>(std::min(t, last)) / last : 0;
      place->point_of_step.push_back(static_cast<float>(share * (kTracePoints - 1)));
    }
  }
  return trace;
}

}  // namespace resketch
