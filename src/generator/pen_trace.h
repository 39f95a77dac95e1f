// A pen's trace: the moving part of a sequence, its points spaced by distance and by time.
#pragma once

#include "generator/trace.h"

namespace resketch {

/// Fills in speed and duration, measured on `sequences` [T, 2].
void measure_pace(std::span<const std::span<const float>> sequences, TraceUnits& units);

/// Points, headings and speed of a sequence [T, 2] without rest at either end, resampled by a clock that runs
/// by distance and by time; slopes are left to be measured.
Trace make_pen_trace(std::span<const float> sequence, const TraceUnits& units, TracePlace* place);

}  // namespace resketch
