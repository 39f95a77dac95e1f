#include "generator/image_drawing.h"

#include "generator/image_warp.h"

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

}  // namespace resketch
