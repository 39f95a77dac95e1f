#include "generator/image_mismatch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "synthetic_images.h"

namespace resketch {
namespace {

NormalImage normal_of(const std::vector<float>& pixels) {
  const ImageView view{pixels, 28, 28, 0};
  return normal_image(normalise(view, measure_pose(view)));
}

double mismatch_of(const std::vector<float>& target, const std::vector<float>& exemplar) {
  const FixedImage fixed = fixed_image(normal_of(target));
  const MovedImage moved = moved_image(normal_of(exemplar));
  return mismatch(fixed, moved, fit_warp(fixed, moved).coefficients);
}

TEST(ImageMismatch, IsNothingBetweenAnImageAndItself) {
  for (int number = 0; number < 5; ++number) {
    const auto image = synthetic_image(number, 1);
    EXPECT_NEAR(mismatch_of(image, image), 0, .01) << number;
  }
}

TEST(ImageMismatch, ForgivesAPaleStroke) {
  const auto bright = synthetic_image(1, 3);
  std::vector<float> pale = bright;
  for (float& value : pale) value *= .7F;
  EXPECT_LT(mismatch_of(pale, bright), .25 * mismatch_of(synthetic_image(1, 4), synthetic_image(2, 4)));
}

TEST(ImageMismatch, TellsAnOpenLoopFromAClosedOne) {
  std::vector<float> closed(28 * 28, 0.0F);
  for (int y = 4; y < 24; ++y) {
    for (int x = 4; x < 24; ++x) {
      const double radius = std::hypot(y - 13.5, x - 13.5);
      closed[y * 28 + x] = static_cast<float>(std::clamp(2 - std::abs(radius - 8), 0.0, 1.0));
    }
  }
  std::vector<float> open = closed;
  for (int y = 12; y < 16; ++y) std::fill_n(open.begin() + y * 28 + 18, 6, 0.0F);
  std::vector<float> hollow = closed;  // as much ink is missing, but the loop stays closed
  for (int y = 10; y < 18; ++y) std::fill_n(hollow.begin() + y * 28 + 22, 2, 0.0F);
  EXPECT_GT(mismatch_of(open, closed), 2 * mismatch_of(hollow, closed));
}

TEST(ImageMismatch, IsLargerBetweenShapesThanWithinOne) {
  double within = 0;
  double between = 0;
  for (int number = 0; number < 5; ++number) {
    within += mismatch_of(synthetic_image(number, 1), synthetic_image(number, 2));
    between += mismatch_of(synthetic_image(number, 1), synthetic_image((number + 1) % 5, 2));
  }
  EXPECT_GT(between, 2 * within);
}

}  // namespace
}  // namespace resketch
