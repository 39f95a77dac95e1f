#include "generator/image_pose.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "synthetic_images.h"

namespace resketch {
namespace {

std::vector<float> normal_form(const std::vector<float>& pixels, int rows, int columns) {
  const ImageView image{pixels, rows, columns, 0};
  return normalise(image, measure_pose(image));
}

double mean_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

double any_in(double low, double high) {
  return low + (high - low) * *rc::gen::inRange(0, 1001) / 1000.0;
}

RC_GTEST_PROP(ImagePose, UndoesShiftSizeAndSlant, ()) {
  const int number = *rc::gen::inRange(0, 5);
  const TestPose pose{any_in(-.25, .25), any_in(-.25, .25), any_in(.45, .65), any_in(-.4, .4), 1};
  const auto upright = normal_form(draw_strokes(strokes_of(number), {}, 28, 28), 28, 28);
  const auto found = normal_form(draw_strokes(strokes_of(number), pose, 28, 28), 28, 28);
  // Strokes keep their width when a drawing changes its size, and pixels are coarse: the smallest drawings
  // stray most (.095 was seen). Different classes are .12 apart and more.
  RC_ASSERT(mean_difference(upright, found) < .115);
}

TEST(ImagePose, ClassesStayFarApart) {
  for (int a = 0; a < 5; ++a) {
    for (int b = 0; b < a; ++b) {
      const auto first = normal_form(draw_strokes(strokes_of(a), {}, 28, 28), 28, 28);
      const auto second = normal_form(draw_strokes(strokes_of(b), {}, 28, 28), 28, 28);
      EXPECT_GT(mean_difference(first, second), .12) << a << " " << b;
    }
  }
}

TEST(ImagePose, IsTheSameForTheSameDrawingInALargerImage) {
  const auto small = normal_form(draw_strokes(strokes_of(0), {}, 28, 28), 28, 28);
  EXPECT_LT(mean_difference(small, normal_form(draw_strokes(strokes_of(0), {}, 56, 56), 56, 56)), .06);
  EXPECT_LT(mean_difference(small, normal_form(draw_strokes(strokes_of(0), {}, 28, 60), 28, 60)), .02);
}

RC_GTEST_PROP(ImagePose, LeadsToTheImageAndBack, ()) {
  const ImagePose pose{any_in(0, 27), any_in(0, 27), any_in(.1, 3), any_in(.1, 3), any_in(-2, 2)};
  const Point normal{any_in(-10, 40), any_in(-10, 40)};
  const Point back = pose.to_normal(pose.to_image(normal));
  RC_ASSERT(std::abs(back.x - normal.x) < 1e-9 && std::abs(back.y - normal.y) < 1e-9);
}

TEST(ImagePose, InkInterpolatesPixelsAndIsNoneOutside) {
  const auto pixels = synthetic_image(0, 1);
  const ImageView image{pixels, 28, 28, 0};
  for (int row = 0; row < 28; ++row) {
    for (int column = 0; column < 28; ++column) {
      EXPECT_FLOAT_EQ(ink_at(image, {1.0 * column, 1.0 * row}), pixels[row * 28 + column]);
    }
  }
  EXPECT_EQ(ink_at(image, {-1e9, 5}), 0);
  EXPECT_EQ(ink_at(image, {5, 1e300}), 0);
  EXPECT_EQ(ink_at(image, {std::nan(""), 5}), 0);
}

}  // namespace
}  // namespace resketch
