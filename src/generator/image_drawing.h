// Redrawing an image with an exemplar's own pixels.
#pragma once

#include <vector>

#include "generator/image_pose.h"
#include "kernels/warp_grid.h"
#include "resketch/inference.h"

namespace resketch {

/// The exemplar, posed and bent as `coefficients` say, in the frame of an image that lies in `pose`: every
/// pixel of that image is followed to its normal pose, through the bend, and to the exemplar's pixels.
/// @returns as many pixels as the exemplar has, in 0..1
std::vector<float> draw_exemplar(const ImageView& exemplar, const ImagePose& pose,
                                 const WarpCoefficients& coefficients);

/// How draw_exemplar moves the exemplar. A bend counts where there is ink.
PoseAndWarp pose_and_warp(const ImageView& exemplar, const ImagePose& pose,
                          const WarpCoefficients& coefficients);

}  // namespace resketch
