// Putting a deformed exemplar on paper, where and when the target was written.
#pragma once

#include <span>

#include "generator/trace_frame.h"
#include "resketch/inference.h"

namespace resketch {

/// Adds `share` of the frame's drawing of a target to `values` [T, D], in the units of the target.
///
/// The drawing is the exemplar plus the displacement that the class expects given the one observed: the
/// posterior mean under frame's covariance and observation noise (point_gain). What lies in the class's ways
/// of varying is followed nearly all the way; the rest is not, and shows as the error of the drawing. It runs
/// at the target's own times: the warp backwards, ends at rest where the target's are.
void draw_trace(const TraceFrame& frame, const Trace& exemplar, const Deformation& found,
                const TracePlace& place, const TraceUnits& units, float share, std::span<float> values);

/// How draw_trace moves the exemplar, which lies in `exemplar_place`, to a target in `place`. A pen's pose is
/// the affine map that comes nearest to that, drawn a little towards moving nothing: a straight line has one
/// width. A series' values grow (height) and rise (up), all dims alike.
PoseAndWarp pose_and_warp(const TraceFrame& frame, const Trace& exemplar, const TracePlace& exemplar_place,
                          const Deformation& found, const TracePlace& place, const TraceUnits& units);

}  // namespace resketch
