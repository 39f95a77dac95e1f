#include "generator/pose_factors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace resketch {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

TEST(PoseFactors, TellWhatAMapWasMadeOf) {
  Eigen::Matrix2d turn;
  turn << std::cos(20 * kDegree), -std::sin(20 * kDegree), std::sin(20 * kDegree), std::cos(20 * kDegree);
  Eigen::Matrix2d slant;
  slant << 1, std::tan(-12 * kDegree), 0, 1;
  const Eigen::Matrix2d size = Eigen::Vector2d(1.3, .8).asDiagonal();
  PoseAndWarp out;
  set_pose(turn * slant * size, out);
  EXPECT_NEAR(out.turn, 20, 1e-9);
  EXPECT_NEAR(out.slant, -12, 1e-9);
  EXPECT_NEAR(out.width, 1.3, 1e-9);
  EXPECT_NEAR(out.height, .8, 1e-9);
}

TEST(PoseFactors, AMapThatFlattensIsTakenForASimilarity) {
  Eigen::Matrix2d flat;
  flat << 1, 1, 0, 0;
  PoseAndWarp out;
  set_pose(flat, out);
  EXPECT_DOUBLE_EQ(out.slant, 0);
  EXPECT_DOUBLE_EQ(out.width, out.height);
  EXPECT_NEAR(out.turn, -45, 1e-9);
}

TEST(PoseFactors, NothingLeftIsFinite) {
  PoseAndWarp out;
  set_pose(Eigen::Matrix2d::Zero(), out);
  EXPECT_EQ(out.width, 0);
  EXPECT_EQ(out.height, 0);
  EXPECT_TRUE(std::isfinite(out.turn) && std::isfinite(out.slant));
}

}  // namespace
}  // namespace resketch
