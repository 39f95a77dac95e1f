// The trace of a series: what was measured, at equal distances of time, without the value held at its end.
#pragma once

#include "generator/trace.h"

namespace resketch {

/// Points of a sequence [T, D]; slopes are left to be measured.
Trace make_series_trace(std::span<const float> sequence, const TraceUnits& units, TracePlace* place);

}  // namespace resketch
