#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "synthetic_images.h"
#include "synthetic_series.h"

namespace resketch {
namespace {

Sketch sketch_of(const ExemplarGenerator& generator, const std::vector<float>& target, int module,
                 int classes) {
  std::vector<double> evidence(classes);
  std::vector<Sketch> sketches;
  generator.explain(target, evidence, &sketches, true);
  return sketches[module];
}

TEST(PoseAndWarp, IsThereOnlyWhereAskedForAndChangesNothingElse) {
  Model strokes = synthetic_model(3, 4);
  const Model images = synthetic_image_model(3, 2);
  const auto check = [](const ExemplarGenerator& generator, const std::vector<float>& target) {
    std::vector<double> evidence(3);
    std::vector<double> evidence_with(3);
    std::vector<Sketch> without;
    std::vector<Sketch> with;
    generator.explain(target, evidence, &without);
    generator.explain(target, evidence_with, &with, true);
    EXPECT_EQ(evidence, evidence_with);
    for (int c = 0; c < 3; ++c) {
      EXPECT_FALSE(without[c].pose_and_warp);
      ASSERT_TRUE(with[c].pose_and_warp);
      EXPECT_EQ(with[c].values, without[c].values);
      EXPECT_EQ(with[c].weights, without[c].weights);
      EXPECT_EQ(with[c].weights[with[c].pose_and_warp->exemplar],
                *std::max_element(with[c].weights.begin(), with[c].weights.end()));
    }
  };
  check(*learned_generator(strokes), draw_synthetic(1, 2000));
  check(*make_image_generator(images).value(), synthetic_image(1, 50));
}

TEST(PoseAndWarp, OfAnImageSaysHowItWasSlantedStretchedAndMoved) {
  Model model = synthetic_image_model(3, 1);
  const TestPose upright{0, 0, .5, 0, 1};
  model.modules[0].exemplars = draw_strokes(strokes_of(0), upright, 28, 28);
  // A slant of .3 moves what lies higher to the right.
  const TestPose moved{.1, -.15, .5 * 1.2, .3, 1};
  const auto generator = make_image_generator(model).value();
  const Sketch sketch = sketch_of(*generator, draw_strokes(strokes_of(0), moved, 28, 28), 0, 3);
  const PoseAndWarp& found = sketch.pose_and_warp.value();
  EXPECT_NEAR(found.width, 1.2, .05);
  EXPECT_NEAR(found.height, 1.2, .05);
  EXPECT_NEAR(found.slant, std::atan(.3) * 180 / std::numbers::pi, 3);
  EXPECT_EQ(found.turn, 0);
  EXPECT_NEAR(found.right, 1.4, .2);
  EXPECT_NEAR(found.up, 2.1, .2);
  EXPECT_LT(found.bend, 1);
}

TEST(PoseAndWarp, OfAnImageLeadsEveryPixelToWhereItWasDrawnFrom) {
  const Model model = synthetic_image_model(3, 2);
  const Sketch sketch = sketch_of(*make_image_generator(model).value(), synthetic_image(1, 50), 1, 3);
  const PoseAndWarp& found = sketch.pose_and_warp.value();
  ASSERT_EQ(found.warp.size(), 2 * sketch.values.size());
  const auto exemplar = std::span(model.modules[1].exemplars).subspan(found.exemplar * 784UL, 784);
  for (std::size_t i = 0; i < sketch.values.size(); ++i) {
    const Point from{found.warp[2 * i], found.warp[2 * i + 1]};
    EXPECT_NEAR(sketch.values[i], ink_at({exemplar, 28, 28, 0}, from), 1e-4) << "pixel " << i;
  }
}

TEST(PoseAndWarp, OfAnExemplarItselfIsNearlyNothing) {
  Model model = synthetic_model(3, 1);
  const auto target = draw_synthetic(1, 0);
  const PoseAndWarp found = sketch_of(*learned_generator(model), target, 1, 3).pose_and_warp.value();
  EXPECT_NEAR(found.width, 1, 1e-3);
  EXPECT_NEAR(found.height, 1, 1e-3);
  EXPECT_NEAR(found.slant, 0, .1);
  EXPECT_NEAR(found.turn, 0, .1);
  EXPECT_NEAR(found.right, 0, 1e-3);
  EXPECT_NEAR(found.up, 0, 1e-3);
  EXPECT_LT(found.bend, 1e-3);
  ASSERT_EQ(found.warp.size(), static_cast<std::size_t>(kTestSteps));
  for (int t = 0; t < kTestSteps; ++t) {  // a step at rest shows what the step beside it shows
    const int step = static_cast<int>(std::lround(found.warp[t]));
    EXPECT_NEAR(target[2 * t], target[2 * step], .02) << t;
    EXPECT_NEAR(target[2 * t + 1], target[2 * step + 1], .02) << t;
  }
}

TEST(PoseAndWarp, OfAStrokeFollowsTurnsSizesAndTimes) {
  Model model = synthetic_model(8, 1);
  const auto generator = learned_generator(model);
  // The same drawing, larger, turned to the left and later.
  const auto exemplar = draw_synthetic(2, 0);
  constexpr int kLater = 8;
  const double angle = 8 * std::numbers::pi / 180;
  std::vector<float> target;
  for (int t = 0; t < kTestSteps; ++t) {
    const int from = std::max(t - kLater, 0);
    const double x = exemplar[2 * from] * 1.0;  // axes of the page are 1 and 1.2 standard deviations
    const double y = exemplar[2 * from + 1] * 1.2;
    target.push_back(static_cast<float>(1.15 * (std::cos(angle) * x - std::sin(angle) * y)));
    target.push_back(static_cast<float>(1.15 * (std::sin(angle) * x + std::cos(angle) * y) / 1.2));
  }
  const PoseAndWarp found = sketch_of(*generator, target, 2, 8).pose_and_warp.value();
  EXPECT_GT(found.turn, 2);  // a drawing follows what its class does; the rest is its error
  EXPECT_LT(found.turn, 9);
  EXPECT_GT((found.width + found.height) / 2, 1.07);
  EXPECT_LT((found.width + found.height) / 2, 1.17);
  EXPECT_NEAR(found.warp[40], 40 - kLater, 2.5);
}

TEST(PoseAndWarp, OfASeriesFollowsItsHeightLevelAndTimes) {
  Model model = synthetic_series_model(1, 8, 1);
  const auto generator = learned_generator(model);
  const auto exemplar = std::vector<float>(model.modules[2].exemplars);
  std::vector<float> target;  // the same, higher by half, and later at first
  for (int t = 0; t < kSeriesSteps; ++t) {
    const double share = static_cast<double>(t) / (kSeriesSteps - 1);
    const double from = (share - .06 * std::sin(std::numbers::pi * share)) * (kSeriesSteps - 1);
    const auto left = std::min(static_cast<std::size_t>(from), exemplar.size() - 2);
    const double at = from - static_cast<double>(left);
    target.push_back(static_cast<float>(1.5 * ((1 - at) * exemplar[left] + at * exemplar[left + 1])));
  }
  const PoseAndWarp found = sketch_of(*generator, target, 2, 8).pose_and_warp.value();
  EXPECT_GT(found.height, 1.1);  // a drawing follows what its class does; the rest is its error
  EXPECT_LT(found.height, 1.55);
  EXPECT_EQ(found.width, 1);
  EXPECT_EQ(found.turn, 0);
  EXPECT_NEAR(found.warp[kSeriesSteps / 2], .44 * kSeriesSteps, 3);
}

}  // namespace
}  // namespace resketch
