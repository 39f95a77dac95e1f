#include "resketch/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "../generator/synthetic_images.h"
#include "../generator/synthetic_strokes.h"

namespace resketch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A model's items as raw data: what preprocessing makes of it is `items` again.
struct Items {
  Model model;
  Dataset data;
};

void add_item(Items& items, const std::vector<float>& values, int label) {
  items.data.append(values, label);
}

/// Unseen drawings of a model of strokes, as series: their preprocessing changes nothing.
Items strokes(int classes, int per_class, int unseen, int steps = kTestSteps) {
  Items items{empty_stroke_model(steps), {}};
  for (int c = 0; c < classes; ++c) {
    std::vector<std::vector<float>> exemplars;
    for (int k = 0; k < per_class; ++k)
      exemplars.push_back(draw_synthetic(c, static_cast<std::uint32_t>(k), steps));
    items.model.modules.push_back(module_of("class " + std::to_string(c), exemplars));
  }
  items.model.preprocessing.kind = DataKind::kSeries;
  items.model.preprocessing.input_dims = 2;
  items.model.preprocessing.sd = {1, 1};
  items.data.dims = 2;
  for (int c = 0; c < classes; ++c) {
    items.data.label_names.push_back(items.model.modules[c].label);
    for (int n = 0; n < unseen; ++n)
      add_item(items, draw_synthetic(c, static_cast<std::uint32_t>(100 + n), steps), c);
  }
  return items;
}

Items images(int classes, int per_class, int unseen) {
  Items items{synthetic_image_model(classes, per_class), {}};
  items.data.kind = DataKind::kImage;
  items.data.dims = 28;
  for (int c = 0; c < classes; ++c) {
    items.data.label_names.push_back(items.model.modules[c].label);
    for (int n = 0; n < unseen; ++n)
      add_item(items, synthetic_image(c, static_cast<std::uint32_t>(1000 + n)), c);
  }
  return items;
}

/// Those of a model that need no training, which takes too long for everything to be tried.
std::vector<Baseline> untrained(const Model& model) {
  auto baselines = applicable_baselines(model);
  std::erase(baselines, Baseline::kForward);
  return baselines;
}

double accuracy(Baseline baseline, const Items& items) {
  const auto answers = answer_by(baseline, items.model, items.data).value();
  EXPECT_EQ(answers.modules.size(), items.data.labels.size());
  int right = 0;
  for (int n = 0; n < items.data.size(); ++n) right += answers.modules[n] == items.data.labels[n] ? 1 : 0;
  return static_cast<double>(right) / items.data.size();
}

TEST(Baselines, HaveNamesThatAreReadBack) {
  for (const Baseline baseline : {Baseline::kNearest, Baseline::kDtw, Baseline::kDtwAffine,
                                  Baseline::kImageDistortion, Baseline::kForward}) {
    EXPECT_EQ(parse_baseline(to_string(baseline)), baseline);
  }
  EXPECT_EQ(to_string(Baseline::kDtwAffine), "dtw-affine");
  EXPECT_EQ(parse_baseline("knn"), std::nullopt);
}

TEST(Baselines, WarpSequencesOnlyAndDistortImagesOnly) {
  EXPECT_THAT(applicable_baselines(synthetic_model(2, 1)),
              ElementsAre(Baseline::kNearest, Baseline::kDtw, Baseline::kDtwAffine, Baseline::kForward));
  const Model image = synthetic_image_model(2, 1);
  EXPECT_THAT(applicable_baselines(image),
              ElementsAre(Baseline::kNearest, Baseline::kImageDistortion, Baseline::kForward));
  const auto refused = check_baseline(image, Baseline::kDtw);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(refused.error().message(), HasSubstr("'dtw' warps sequences in time"));
}

TEST(Baselines, AForwardNetworkOfThousandsOfCellsIsRefusedWithTheirNumber) {
  Model model = synthetic_model(2, 1);
  model.modules.resize(300, model.modules.front());
  const auto refused = check_baseline(model, Baseline::kForward);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("3000 cells"));
}

TEST(Baselines, FindEveryExemplarAmongItself) {
  for (Items items : {strokes(4, 3, 0), images(4, 3, 0)}) {
    for (int c = 0; c < 4; ++c) {
      const auto& exemplars = items.model.modules[c].exemplars;
      for (int k = 0; k < 3; ++k) {
        const auto length = static_cast<std::ptrdiff_t>(exemplars.size() / 3);
        add_item(items, {exemplars.begin() + k * length, exemplars.begin() + (k + 1) * length}, c);
      }
    }
    for (const Baseline baseline : untrained(items.model)) {
      EXPECT_EQ(accuracy(baseline, items), 1) << to_string(baseline);
    }
  }
}

TEST(Baselines, TellUnseenStrokesApart) {
  const Items items = strokes(5, 4, 20);
  const double nearest = accuracy(Baseline::kNearest, items);
  EXPECT_GE(nearest, .6);
  EXPECT_GE(accuracy(Baseline::kDtw, items), std::max(nearest, .95));
  EXPECT_GE(accuracy(Baseline::kDtwAffine, items), .95);
}

TEST(Baselines, TellUnseenImagesApart) {
  const Items items = images(5, 4, 20);
  const double nearest = accuracy(Baseline::kNearest, items);
  EXPECT_GE(nearest, .5);
  EXPECT_GE(accuracy(Baseline::kImageDistortion, items), std::max(nearest, .97));
}

TEST(Baselines, OfManyExemplarsTheDistortionModelComparesTheNearest) {
  Items items = images(3, 4, 10);
  // A class of 600 that are near nothing: the others' exemplars must be among the 500 that are compared.
  Module crowd = items.model.modules[0];
  crowd.label = "crowd";
  crowd.shape.inputs = 600;
  crowd.exemplars.clear();
  for (std::uint32_t k = 0; k < 600; ++k) {
    const auto image = synthetic_image(4, 5000 + k);
    crowd.exemplars.insert(crowd.exemplars.end(), image.begin(), image.end());
  }
  items.model.modules.push_back(crowd);
  EXPECT_GE(accuracy(Baseline::kImageDistortion, items), .9);
}

TEST(Baselines, AnAffineFitForgivesWhatWarpingAloneDoesNot) {
  Model model = empty_stroke_model(40);
  const auto drawing = [](double slant, bool zigzag) {
    std::vector<float> values;
    for (int t = 0; t < 40; ++t) {
      const double y = zigzag ? std::abs((t % 20) - 10.0) / 5 - 1 : std::sin(.32 * t);
      values.push_back(static_cast<float>(t / 20.0 - 1 + slant * y));
      values.push_back(static_cast<float>(y));
    }
    return values;
  };
  model.modules.push_back(module_of("zigzag", {drawing(.7, true)}));
  model.modules.push_back(module_of("wave", {drawing(-.7, false)}));
  model.preprocessing.kind = DataKind::kSeries;
  model.preprocessing.input_dims = 2;
  Items items{model, {}};
  items.data.dims = 2;
  items.data.label_names = {"zigzag", "wave"};
  add_item(items, drawing(-.7, true), 0);
  EXPECT_EQ(accuracy(Baseline::kDtw, items), 0);
  EXPECT_EQ(accuracy(Baseline::kDtwAffine, items), 1);
}

TEST(Baselines, AreSurestOfWhatTheyHaveSeen) {
  for (const Items& unseen : {strokes(4, 3, 10), images(4, 3, 10)}) {
    Items seen = unseen;
    seen.data = unseen.data.subset({});
    const auto& exemplars = unseen.model.modules[2].exemplars;
    seen.data.append(std::span(exemplars).first(exemplars.size() / 3), 2);
    for (const Baseline baseline : untrained(unseen.model)) {
      const double sure = answer_by(baseline, seen.model, seen.data).value().confidences.front();
      const auto others = answer_by(baseline, unseen.model, unseen.data).value().confidences;
      EXPECT_GT(sure, *std::ranges::max_element(others)) << to_string(baseline);
    }
  }
}

TEST(Baselines, AForwardNetworkLearnsToTellUnseenItemsApart) {
  EXPECT_GE(accuracy(Baseline::kForward, strokes(3, 4, 10, 16)), .9);
  EXPECT_GE(accuracy(Baseline::kForward, images(2, 2, 10)), .8);
}

TEST(Baselines, GiveTheSameAnswersForAnyNumberOfThreads) {
  const auto expect_same = [](Baseline baseline, const Items& items) {
    const auto one = answer_by(baseline, items.model, items.data, {.threads = 1}).value();
    const auto four = answer_by(baseline, items.model, items.data, {.threads = 4}).value();
    EXPECT_EQ(one.modules, four.modules) << to_string(baseline);
  };
  for (const Items& items : {strokes(3, 9, 15), images(3, 9, 15)}) {
    for (const Baseline baseline : untrained(items.model)) expect_same(baseline, items);
  }
  expect_same(Baseline::kForward, strokes(2, 8, 15, 12));  // more than one thread's share of examples
}

TEST(Baselines, StopWhenAskedTo) {
  const Items items = strokes(2, 2, 5);
  for (const Baseline baseline : {Baseline::kNearest, Baseline::kForward}) {
    const auto stopped =
        answer_by(baseline, items.model, items.data, {.progress = [](const Progress&) { return false; }});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
  }
}

TEST(Baselines, NameTheItemThatDoesNotFitTheModel) {
  Items items = images(2, 1, 0);
  items.data.dims = 20;
  items.data.append(std::vector<float>(20 * 20), 0);
  const auto refused = answer_by(Baseline::kNearest, items.model, items.data);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kShapeMismatch);
  EXPECT_THAT(refused.error().what(), HasSubstr("item 0"));
}

TEST(Baselines, AnswerSomethingForValuesWhoseSquaresOverflow) {
  Items items = strokes(2, 2, 1, 12);
  items.data.append(std::vector<float>(24, 3e38F), 0);
  std::vector<float> jumps;
  for (int k = 0; k < 24; ++k) jumps.push_back(k % 4 < 2 ? -3e38F : 3e38F);
  items.data.append(jumps, 0);
  for (const Baseline baseline : applicable_baselines(items.model)) {
    for (const int module : answer_by(baseline, items.model, items.data).value().modules) {
      EXPECT_THAT(module, ::testing::AnyOf(0, 1)) << to_string(baseline);
    }
  }
}

TEST(Baselines, AnswerNothingForNoItems) {
  const Items items = strokes(2, 1, 0);
  EXPECT_TRUE(answer_by(Baseline::kDtw, items.model, items.data).value().modules.empty());
}

}  // namespace
}  // namespace resketch
