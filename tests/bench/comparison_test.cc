#include "bench/comparison.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace resketch::bench {
namespace {

constexpr double kTolerance = 1e-4;

std::vector<double> losses(int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(0.05 + 0.01 * i);
  return values;
}

TEST(LossComparison, SidesThatDifferByRoundingAreTheSame) {
  const auto ours = losses(40);
  auto theirs = ours;
  for (double& loss : theirs) loss *= 1 + 1e-6;
  EXPECT_TRUE(compare_losses(ours, theirs, kTolerance).same);
}

TEST(LossComparison, APeerWhoseLossesDifferIsRefused) {
  const auto ours = losses(40);
  auto theirs = ours;
  for (double& loss : theirs) loss *= 1 + 2e-4;
  EXPECT_FALSE(compare_losses(ours, theirs, kTolerance).same);
}

TEST(LossComparison, AFewPairsMayStrayButNotOneInFive) {
  const auto ours = losses(40);
  auto theirs = ours;
  theirs[3] *= 1 + 5e-3;
  EXPECT_TRUE(compare_losses(ours, theirs, kTolerance).same);
  for (int i = 0; i < 8; ++i) theirs[5 * i] *= 1 + 5e-3;
  EXPECT_FALSE(compare_losses(ours, theirs, kTolerance).same);
}

TEST(LossComparison, AFewPairsThatStrayFarAreRefusedByTheMean) {
  const auto ours = losses(40);
  auto theirs = ours;
  theirs[39] *= 2;
  EXPECT_FALSE(compare_losses(ours, theirs, kTolerance).same);
}

TEST(LossComparison, OfAFewPairsAllMustAgree) {
  EXPECT_FALSE(compare_losses(std::vector{0.1, 0.2, 0.3}, std::vector{0.1, 0.2, 0.3001}, kTolerance).same);
}

TEST(LossComparison, AnotherNumberOfLossesIsRefused) {
  EXPECT_FALSE(compare_losses(losses(40), losses(39), kTolerance).same);
  EXPECT_FALSE(compare_losses({}, {}, kTolerance).same);
}

TEST(LossComparison, LossesThatAreNoNumbersAreRefusedOnBothSidesToo) {
  auto ours = losses(40);
  ours[7] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(compare_losses(ours, ours, kTolerance).same);
}

}  // namespace
}  // namespace resketch::bench
