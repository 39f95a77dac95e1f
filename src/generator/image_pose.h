// Where a shape lies in its image, how large it is and how it slants; and the shape freed of all that.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace resketch {

/// Pixels an axis of a shape in its normal pose.
inline constexpr int kNormalSize = 24;

/// Grey pixels in 0..1, not owned: [rows, columns].
struct ImageView {
  std::span<const float> pixels;
  int rows = 0;
  int columns = 0;
  float paper = 0;  ///< brightness of what nothing is drawn on: 0 or 1

  /// 0 where there is paper, 1 where there is most ink; 0 outside the image.
  float ink(int row, int column) const {
    if (row < 0 || column < 0 || row >= rows || column >= columns) return 0;
    const float brightness = std::clamp(pixels[static_cast<std::size_t>(row) * columns + column], 0.0F, 1.0F);
    return paper > 0 ? 1 - brightness : brightness;
  }
};

struct Point {
  double x = 0;
  double y = 0;
};

/// Maps the normal pose to the image: shape(X, Y) = image(x + scale_x X + slant scale_y Y, y + scale_y Y),
/// X and Y counted from the middle of the normal pose.
struct ImagePose {
  double x = 0, y = 0;              ///< centre of mass
  double scale_x = 1, scale_y = 1;  ///< pixels of the image a pixel of the normal pose; positive
  double slant = 0;                 ///< columns a row

  Point to_image(Point normal) const;
  Point to_normal(Point image) const;
};

/// The pose by moments of the ink: centre of mass; slant that makes the rows' middles uncorrelated with
/// height; height; and a part of the width, since how narrow a 1 is tells it from a 0. Finite for every
/// image.
ImagePose measure_pose(const ImageView& image);

/// The ink in its normal pose, [kNormalSize, kNormalSize], 0..1.
std::vector<float> normalise(const ImageView& image, const ImagePose& pose);

/// Back through normalise(image, measure_pose(image)), the pose following the pixels: the gradient of a
/// function of the normal ink by the pixels. How far an image is softened first counts as constant.
/// @param by_ink  [kNormalSize, kNormalSize]
/// @returns       [rows, columns]
std::vector<float> gradient_by_pixels(const ImageView& image, std::span<const float> by_ink);

/// Cubic interpolation between pixels (Catmull-Rom), within 0..1. @param at in pixels of the image
float ink_at(const ImageView& image, Point at);

}  // namespace resketch
