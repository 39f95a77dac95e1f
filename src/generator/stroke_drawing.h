// Putting a deformed exemplar on paper, where and when the target was written.
#pragma once

#include <span>

#include "generator/stroke_frame.h"
#include "resketch/inference.h"

namespace resketch {

/// Adds `share` of the frame's drawing of a target to `values` [T, 2], in the units of the target.
///
/// The drawing is the exemplar plus the displacement that the class expects given the one observed: the
/// posterior mean under frame's covariance and observation noise (place_gain). What lies in the class's ways
/// of varying is followed nearly all the way; the rest is not, and shows as the error of the drawing. It runs
/// at the target's own times: the warp backwards, ends at rest where the target's are.
void draw_stroke(const StrokeFrame& frame, const Stroke& exemplar, const Deformation& found,
                 const StrokePlace& place, const StrokeUnits& units, float share, std::span<float> values);

/// How draw_stroke moves the exemplar, which lies in `exemplar_place`, to a target in `place`. The pose is
/// the affine map that comes nearest to that, drawn a little towards moving nothing: a straight line has one
/// width.
PoseAndWarp pose_and_warp(const StrokeFrame& frame, const Stroke& exemplar, const StrokePlace& exemplar_place,
                          const Deformation& found, const StrokePlace& place, const StrokeUnits& units);

}  // namespace resketch
