#include "data/pen_hold.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "data/real_data.h"
#include "resketch/preprocessing.h"

namespace resketch {
namespace {

using Velocities = std::vector<float>;  // [T, 2]

int steps_of(const Velocities& velocities) {
  return steps_by_hand({velocities, static_cast<int>(velocities.size()) / 2, 2});
}

/// A wavy line of so many steps.
Velocities wave(int steps) {
  Velocities out;
  for (int t = 0; t < steps; ++t) {
    out.push_back(1 + .5F * std::sin(.3F * static_cast<float>(t)));
    out.push_back(2 * std::cos(.2F * static_cast<float>(t)));
  }
  return out;
}

/// `steps` more of the last velocity, then `rest` of none.
Velocities padded(Velocities values, int steps, int rest) {
  for (int t = 0; t < steps; ++t) values.insert(values.end(), values.end() - 2, values.end());
  values.insert(values.end(), 2 * static_cast<std::size_t>(rest), 0.F);
  return values;
}

/// What a Gaussian filter makes of it, two steps wide.
Velocities smoothed(const Velocities& values) {
  const int steps = static_cast<int>(values.size()) / 2;
  Velocities out(values.size());
  for (int t = 0; t < steps; ++t) {
    for (int d = 0; d < 2; ++d) {
      double sum = 0;
      double weights = 0;
      for (int at = std::max(t - 8, 0); at <= std::min(t + 8, steps - 1); ++at) {
        const double weight = std::exp(-(at - t) * (at - t) / 8.0);
        weights += weight;
        sum += weight * values[2 * at + d];
      }
      out[2 * t + d] = static_cast<float>(sum / weights);
    }
  }
  return out;
}

TEST(PenHold, IsFoundWhereAFilterHeldTheLastVelocity) {
  EXPECT_NEAR(steps_of(smoothed(padded(wave(80), 21, 30))), 80, 6);
  EXPECT_NEAR(steps_of(smoothed(padded(wave(130), 25, 20))), 130, 6);
}

TEST(PenHold, IsNotSeenInWhatAHandDoes) {
  EXPECT_EQ(steps_of(wave(90)), 90);
  EXPECT_EQ(steps_of(smoothed(wave(90))), 90);
  EXPECT_EQ(steps_of(smoothed(padded(wave(80), 0, 30))), 110);
}

TEST(PenHold, ALastLegAtOnePaceIsTheHandsIfItDoesNotFadeOrIsMostOfTheStroke) {
  EXPECT_EQ(steps_of(padded(wave(80), 21, 0)), 101);
  EXPECT_EQ(steps_of(padded(wave(80), 21, 10)), 111);
  EXPECT_EQ(steps_of(smoothed(padded(wave(40), 60, 20))), 120);
}

TEST(PenHold, NothingIsLeftOutWhereNothingMoves) {
  EXPECT_EQ(steps_of({0, 0}), 1);
  EXPECT_EQ(steps_of({1, 2}), 1);
  EXPECT_EQ(steps_of(Velocities(60, 0.F)), 30);
}

TEST(PenHold, PreprocessingRestsWhereTheHandStops) {
  Dataset pen;
  pen.kind = DataKind::kPenVelocity;
  pen.dims = 2;
  pen.append(smoothed(padded(wave(80), 21, 30)), Dataset::kUnlabelled);
  const int by_hand = steps_by_hand(pen[0]);
  const auto fitted = fit_preprocessing(pen, true).value();
  EXPECT_TRUE(fitted.by_hand);
  const auto values = preprocess(fitted, pen[0]).value();
  EXPECT_NE(values[2 * (by_hand - 2)], values[2 * (by_hand - 1)]);
  for (int t = by_hand; t < pen.steps(0); ++t) EXPECT_EQ(values[2 * t], values[2 * (by_hand - 1)]) << t;
  Dataset series = pen;
  series.kind = DataKind::kSeries;
  EXPECT_FALSE(fit_preprocessing(series, true).value().by_hand);
}

TEST(PenHold, EndsTheCharacters) {
  SKIP_WITHOUT_DATA("characters");
  const Dataset pool = load_dataset("characters", {.split = Split::kPool}).value();
  int found = 0;
  for (int n = 0; n < pool.size(); ++n) found += steps_by_hand(pool[n]) < pool.steps(n) ? 1 : 0;
  EXPECT_GE(found, .98 * pool.size());
}

}  // namespace
}  // namespace resketch
