#include "baselines/curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "../generator/synthetic_strokes.h"

namespace resketch {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;

constexpr CurveOptions kOptions{.points = 40, .pace = .6, .velocity = .5};

Model series_model(int steps) {
  Model model = synthetic_model(3, 2);
  model.preprocessing.kind = DataKind::kSeries;
  model.preprocessing.steps = steps;
  return model;
}

double mean_square(const std::vector<float>& curve, int from, int to) {
  double sum = 0;
  int count = 0;
  for (std::size_t k = 0; k < curve.size(); ++k) {
    const int channel = static_cast<int>(k) % 4;
    if (channel < from || channel >= to) continue;
    sum += curve[k] * curve[k];
    ++count;
  }
  return sum / count;
}

TEST(Curve, PlacesAndVelocitiesHaveTheirSizesOverTheExemplars) {
  const Model model = synthetic_model(4, 3);
  const CurveMaker make(model, kOptions);
  double places = 0;
  double velocities = 0;
  for (const Module& module : model.modules) {
    for (int k = 0; k < 3; ++k) {
      const auto curve = make(std::span(module.exemplars).subspan(k * 2 * kTestSteps, 2 * kTestSteps));
      ASSERT_EQ(curve.size(), 40U * 4);
      places += mean_square(curve, 0, 2) / 12;
      velocities += mean_square(curve, 2, 4) / 12;
    }
  }
  EXPECT_NEAR(places, 1, 1e-5);
  EXPECT_NEAR(velocities, .25, 1e-5);
}

TEST(Curve, PaddingAtTheEndMakesNoDifference) {
  const CurveMaker make(synthetic_model(3, 2), kOptions);
  auto stroke = draw_synthetic(1, 5);
  const auto curve = make(stroke);
  for (int i = 0; i < 60; ++i) stroke.push_back(stroke[stroke.size() - 2]);
  EXPECT_THAT(make(stroke), Pointwise(FloatNear(1e-5F), curve));
}

TEST(Curve, APenStrokesPlaceMakesNoDifferenceButASeriesLevelDoes) {
  auto stroke = draw_synthetic(1, 5);
  auto moved = stroke;
  for (float& value : moved) value += 3;
  const CurveMaker pen(synthetic_model(3, 2), kOptions);
  EXPECT_THAT(pen(moved), Pointwise(FloatNear(1e-4F), pen(stroke)));
  const CurveMaker series(series_model(kTestSteps), kOptions);
  const auto before = series(stroke);
  const auto after = series(moved);
  for (std::size_t k = 0; k < before.size(); ++k) {
    if (k % 4 < 2) {
      EXPECT_GT(after[k] - before[k], .5F);
    }
  }
}

TEST(Curve, AxesOfAPenGetOneScale) {
  Model model = synthetic_model(3, 2);
  model.preprocessing.sd = {4, 1};  // x was divided by 4, y was not
  const CurveMaker make(model, {.points = 21, .pace = 0, .velocity = 1});
  std::vector<float> diagonal;
  for (int t = 0; t <= 20; ++t) {
    diagonal.push_back(static_cast<float>(t) / 4);
    diagonal.push_back(static_cast<float>(t));
  }
  const auto curve = make(diagonal);
  for (int i = 0; i <= 20; ++i) EXPECT_NEAR(curve[4 * i], curve[4 * i + 1], 1e-5);
}

TEST(Curve, SeriesKeepTheirLengthUpToALimit) {
  EXPECT_EQ(CurveMaker(series_model(90), kOptions).points(), 90);
  Model model = series_model(180);  // each two exemplars in a row as one
  EXPECT_EQ(CurveMaker(model, kOptions).points(), 180);
  model.preprocessing.steps = 1;
  EXPECT_EQ(CurveMaker(model, kOptions).points(), 2);
}

TEST(Curve, WhatNeverMovesIsFinite) {
  const CurveMaker make(synthetic_model(3, 2), kOptions);
  for (const std::size_t values : {2, 4, 100}) {
    for (const float value : make(std::vector<float>(values, 1.5F))) EXPECT_NEAR(value, 0, 1e-6);
  }
  Model still = empty_stroke_model(5);
  still.modules.push_back(module_of("still", {std::vector<float>(10, 2.0F)}));
  for (const float value : CurveMaker(still, kOptions)(draw_synthetic(1, 1)))
    EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace resketch
