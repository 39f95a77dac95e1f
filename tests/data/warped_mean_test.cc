#include "data/warped_mean.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace resketch {
namespace {

using Members = std::vector<std::span<const float>>;

constexpr int kSteps = 60;

// A bump of one axis and a ramp of the other; `middle` is when both happen.
std::vector<float> bump(double middle, double height) {
  std::vector<float> values;
  for (int t = 0; t < kSteps; ++t) {
    const double away = (t - middle) / 4;
    values.push_back(static_cast<float>(height * std::exp(-away * away)));
    values.push_back(static_cast<float>(std::tanh(away)));
  }
  return values;
}

TEST(WarpedMean, OfOneSequenceWithItselfIsThatSequence) {
  const auto only = bump(30, 1);
  EXPECT_EQ(warped_mean(Members{only}, only, 2), only);
  EXPECT_EQ(warped_mean(Members{}, only, 2), only);
}

TEST(WarpedMean, KeepsWhatHappensAtDifferentTimes) {
  const std::vector<std::vector<float>> shifted = {bump(22, 1), bump(30, 1.2), bump(38, .8)};
  const Members members(shifted.begin(), shifted.end());
  const auto mean = warped_mean(members, shifted[1], 2);
  const auto height = [](const std::vector<float>& values, int t) { return values[2 * t]; };
  EXPECT_NEAR(height(mean, 30), 1, .02);  // a plain mean has .47 there
  EXPECT_LT(height(mean, 16), .05);
  EXPECT_LT(height(mean, 44), .05);
  for (int t = 0; t < kSteps; ++t) EXPECT_NEAR(mean[2 * t + 1], shifted[1][2 * t + 1], .06) << t;
}

// Slopes decide where values alone do not: a pair of steps of equal value, one going up and one going down.
TEST(WarpedMean, TellsUpFromDown) {
  std::vector<float> early;
  std::vector<float> late;
  for (int t = 0; t < kSteps; ++t) {
    early.push_back(static_cast<float>(std::sin(t * .2)));
    late.push_back(static_cast<float>(std::sin(t * .2 - .6)));
  }
  const auto mean = warped_mean(Members{late}, early, 1);
  double error = 0;
  for (int t = 5; t < kSteps - 10; ++t)
    error = std::max(error, std::abs(static_cast<double>(mean[t]) - early[t]));
  EXPECT_LT(error, .1);
}

RC_GTEST_PROP(WarpedMean, StaysWithinWhatTheMembersReach, ()) {
  const int steps = *rc::gen::inRange(1, 30);
  const int dims = *rc::gen::inRange(1, 4);
  const int count = *rc::gen::inRange(1, 6);
  RandomStream random(*rc::gen::inRange(0, 1000));
  std::vector<std::vector<float>> stored(count, std::vector<float>(steps * dims));
  for (auto& values : stored) {
    for (float& value : values) value = *rc::gen::element(0.0F, random.normal());
  }
  const auto mean = warped_mean(Members(stored.begin(), stored.end()), stored.back(), dims);
  RC_ASSERT(mean.size() == stored.back().size());
  for (int d = 0; d < dims; ++d) {
    float low = stored[0][d];
    float high = low;
    for (const auto& values : stored) {
      for (int t = 0; t < steps; ++t) {
        low = std::min(low, values[t * dims + d]);
        high = std::max(high, values[t * dims + d]);
      }
    }
    for (int t = 0; t < steps; ++t) {
      RC_ASSERT(mean[t * dims + d] >= low - 1e-5F);
      RC_ASSERT(mean[t * dims + d] <= high + 1e-5F);
    }
  }
}

}  // namespace
}  // namespace resketch
