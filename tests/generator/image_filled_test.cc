#include "generator/image_filled.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "generator/image_pose.h"

namespace resketch {
namespace {

using Ink = std::vector<float>;

constexpr int kSize = kNormalSize;

int place(int row, int column) {
  return row * kSize + column;
}

/// The outline of a square from pixel 6 to pixel 16, one pixel wide.
Ink square(float darkness) {
  Ink ink(kSize * kSize, 0.0F);
  for (int i = 6; i <= 16; ++i) {
    for (const int p : {place(6, i), place(16, i), place(i, 6), place(i, 16)}) ink[p] = darkness;
  }
  return ink;
}

TEST(FilledInk, FillsWhatALoopEncloses) {
  const Ink depth = filled(square(1));
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const bool inside = y >= 6 && y <= 16 && x >= 6 && x <= 16;
      EXPECT_EQ(depth[place(y, x)], inside ? 1 : 0) << y << " " << x;
    }
  }
}

TEST(FilledInk, FillsALoopAsFarAsItsFaintestPlaceAllows) {
  Ink ink = square(1);
  ink[place(6, 11)] = .2F;
  EXPECT_FLOAT_EQ(filled(ink)[place(11, 11)], .4F);  // half is as good as all
  ink[place(6, 11)] = 0;
  EXPECT_EQ(filled(ink)[place(11, 11)], 0);
}

TEST(FilledInk, TakesAStaircaseOfPixelsForALine) {
  Ink ink(kSize * kSize, 0.0F);
  for (int i = 0; i < 5; ++i) {
    for (const int p :
         {place(5 + i, 10 + i), place(5 + i, 10 - i), place(13 - i, 10 + i), place(13 - i, 10 - i)})
      ink[p] = 1;
  }
  EXPECT_EQ(filled(ink)[place(9, 10)], 1);
  EXPECT_EQ(filled(ink)[place(5, 5)], 0);
}

TEST(FilledInk, FindsTheWayOutOfASpiral) {
  Ink ink(kSize * kSize, 1.0F);
  int row = 0;
  int column = 12;
  const auto dig = [&](int down, int right, int steps) {
    for (int i = 0; i < steps; ++i) ink[place(row += down, column += right)] = 0;
  };
  ink[place(row, column)] = 0;
  dig(1, 0, 2), dig(0, 1, 8), dig(1, 0, 18), dig(0, -1, 17), dig(-1, 0, 14), dig(0, 1, 13), dig(1, 0, 10);
  EXPECT_EQ(filled(ink)[place(row, column)], 0);
}

TEST(FilledInk, PassesTheGradientToTheFaintestPlaceOfTheLoop) {
  Ink ink = square(.4F);
  const int faintest = place(16, 9);
  ink[faintest] = .3F;
  Ink by_filled(ink.size(), 0.0F);
  by_filled[place(11, 11)] = 1;
  const Ink by_ink = gradient_through_filled(ink, by_filled);
  EXPECT_FLOAT_EQ(by_ink[faintest], 2);
  EXPECT_EQ(std::count(by_ink.begin(), by_ink.end(), 0.0F), kSize * kSize - 1);
}

}  // namespace
}  // namespace resketch
