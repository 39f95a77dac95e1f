#include "generator/image_drawing.h"

#include <algorithm>
#include <cmath>

#include "generator/image_warp.h"
#include "generator/pose_factors.h"

namespace resketch {

std::vector<float> draw_exemplar(const ImageView& exemplar, const ImagePose& pose,
                                 const WarpCoefficients& coefficients) {
  const ImagePose own = measure_pose(exemplar);
  std::vector<float> out(exemplar.pixels.size());
  for (int row = 0; row < exemplar.rows; ++row) {
    for (int column = 0; column < exemplar.columns; ++column) {
      const Point normal = pose.to_normal({1.0 * column, 1.0 * row});
      const float ink = ink_at(exemplar, own.to_image(bend(coefficients, normal)));
      out[static_cast<std::size_t>(row) * exemplar.columns + column] = exemplar.paper > 0 ? 1 - ink : ink;
    }
  }
  return out;
}

PoseAndWarp pose_and_warp(const ImageView& exemplar, const ImagePose& pose,
                          const WarpCoefficients& coefficients) {
  constexpr float kInk = .25F;
  const ImagePose own = measure_pose(exemplar);
  PoseAndWarp out;
  out.right = pose.x - own.x;
  out.up = own.y - pose.y;
  const double width = pose.scale_x / own.scale_x;
  const double height = pose.scale_y / own.scale_y;
  Eigen::Matrix2d map;  // y up: columns a row become columns against a row
  map << width, width * own.slant - height * pose.slant, 0, height;
  set_pose(map, out);
  out.warp.reserve(2 * exemplar.pixels.size());
  for (int row = 0; row < exemplar.rows; ++row) {
    for (int column = 0; column < exemplar.columns; ++column) {
      const Point normal = pose.to_normal({1.0 * column, 1.0 * row});
      const Point from = own.to_image(bend(coefficients, normal));
      out.warp.push_back(static_cast<float>(from.x));
      out.warp.push_back(static_cast<float>(from.y));
      if (ink_at(exemplar, from) < kInk) continue;
      const Point posed = pose.to_image(own.to_normal(from));
      out.bend = std::max(out.bend, std::hypot(posed.x - column, posed.y - row));
    }
  }
  return out;
}

}  // namespace resketch
