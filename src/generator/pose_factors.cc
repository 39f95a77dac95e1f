#include "generator/pose_factors.h"

#include <Eigen/LU>
#include <cmath>
#include <numbers>

namespace resketch {

void set_pose(const Eigen::Matrix2d& map, PoseAndWarp& out) {
  constexpr double kFlat = .05;  // part of the area that is left
  constexpr double kDegrees = 180 / std::numbers::pi;
  Eigen::Matrix2d a = map;
  if (a.determinant() < kFlat) {
    const double along = (map(0, 0) + map(1, 1)) / 2;
    const double across = (map(1, 0) - map(0, 1)) / 2;
    a << along, -across, across, along;
  }
  out.width = a.col(0).norm();
  out.turn = std::atan2(a(1, 0), a(0, 0)) * kDegrees;
  out.height = out.width > 0 ? a.determinant() / out.width : 0;
  // What the second axis keeps of the first one's direction is slant.
  const double leaning = out.width > 0 ? a.col(0).dot(a.col(1)) / out.width : 0;
  out.slant = std::atan2(leaning, out.height) * kDegrees;
}

}  // namespace resketch
