// An affine map as the numbers that people see in it.
#pragma once

#include <Eigen/Core>

#include "resketch/inference.h"

namespace resketch {

/// Sets width, height, slant and turn so that `map` is turn * slant * size; x to the right, y up. A map that
/// nearly flattens or mirrors is taken for the similarity next to it.
void set_pose(const Eigen::Matrix2d& map, PoseAndWarp& out);

}  // namespace resketch
