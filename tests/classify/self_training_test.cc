#include "resketch/self_training.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "../generator/synthetic_strokes.h"
#include "classify/witnesses.h"

namespace resketch {
namespace {

using testing::HasSubstr;

Dataset digits(Split split) {
  return load_dataset("digits-sample", {.split = split}).value();
}

/// A model of the digits that are part of the program.
Model digits_model(int exemplars, std::uint64_t seed) {
  TrainOptions options = train_options(Preset::kDefault, DataKind::kImage);
  options.exemplars.per_class = exemplars;
  options.exemplars.seed = seed;
  return train(digits(Split::kPool), options).value();
}

/// Items without an order, some of every class.
Dataset some(const Dataset& data, int count) {
  std::vector<int> items;
  for (int i = 0; i < count; ++i) items.push_back(i * data.size() / count);
  return data.subset(items);
}

double accuracy(const Model& model) {
  const Dataset test = some(digits(Split::kTest), 120);
  ClassifyOptions options;
  options.inference = default_inference(Preset::kDefault);
  return evaluate(model, test, classify(model, test, options).value()).accuracy;
}

TEST(SelfTraining, OneLabelledDigitAClassIsWorthMoreWithOthersUnlabelled) {
  double before = 0;
  double after = 0;
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Model model = digits_model(1, seed);
    before += accuracy(model) / 3;
    after += accuracy(self_train(model, some(digits(Split::kPool), 150), {.most = 7}).value().model) / 3;
  }
  EXPECT_GT(after, before + 0.04) << before;
}

TEST(SelfTraining, TakesItsThresholdFromWhatItDidNotAdoptToo) {
  const Model model = self_train(digits_model(4, 1), digits(Split::kPool)).value().model;
  const Dataset test = digits(Split::kTest);
  const auto decisions = classify(model, test).value();
  const auto refused = std::ranges::count(decisions, Decision::kUnknown, &Decision::label);
  EXPECT_LE(refused, 0.08 * test.size()) << "from what it adopted alone it would be .13";
}

TEST(SelfTraining, AModelThatAdoptsNothingKeepsItsThreshold) {
  const Dataset test = digits(Split::kTest);
  const Model model = recalibrate(digits_model(1, 1), test, 0.99, 0).value();
  const Model same = self_train(model, some(test, 1), {.probability = 1}).value().model;
  EXPECT_EQ(same.calibration.confidence_mean, model.calibration.confidence_mean);
  EXPECT_EQ(same.calibration.confidence_sd, model.calibration.confidence_sd);
}

TEST(SelfTraining, LooksAtNoLabelAndAdoptsNoOwnExemplar) {
  const Model model = digits_model(1, 1);
  const Dataset labelled = digits(Split::kPool);  // all: the model's own are among them
  Dataset bare = labelled;
  std::ranges::fill(bare.labels, Dataset::kUnlabelled);
  const SelfTrained a = self_train(model, labelled, {.most = 1}).value();
  const SelfTrained b = self_train(model, bare, {.most = 1, .threads = 1}).value();
  EXPECT_EQ(a.items, labelled.size() - 10);
  ASSERT_EQ(a.model.modules.size(), b.model.modules.size());
  for (std::size_t c = 0; c < a.model.modules.size(); ++c)
    EXPECT_EQ(a.model.modules[c].exemplars, b.model.modules[c].exemplars);
  EXPECT_EQ(a.model.calibration.confidence_mean, b.model.calibration.confidence_mean);
  EXPECT_EQ(a.model.calibration.temperature, model.calibration.temperature);
}

TEST(SelfTraining, EveryClassKeepsItsOwnAndAdoptsTheSureOnesUpToSoMany) {
  const Model model = digits_model(2, 1);
  const Dataset pool = some(digits(Split::kPool), 150);
  const SelfTrained result = self_train(model, pool, {.most = 5, .probability = 0.8}).value();
  const Dataset targets = preprocess(model.preprocessing, pool).value();
  std::vector<std::vector<float>> expected;
  for (const Module& module : model.modules) expected.push_back(module.exemplars);
  std::vector<int> adopted(10);
  for (const Adopted& one : result.adopted) {
    ++adopted[one.module];
    EXPECT_GE(one.probability, 0.8);
    const auto values = targets[one.item].values;
    expected[one.module].insert(expected[one.module].end(), values.begin(), values.end());
  }
  for (int c = 0; c < 10; ++c) {
    EXPECT_LE(adopted[c], 5);
    EXPECT_EQ(result.model.modules[c].shape.inputs, 2 + adopted[c]);
    EXPECT_EQ(result.model.modules[c].exemplars, expected[c]);
  }
  EXPECT_EQ(*std::ranges::max_element(adopted), 5);
  EXPECT_EQ(result.model.selection, "random and self-training");
}

/// `image` moved by whole pixels; what leaves on one side comes in on the other.
std::vector<float> shifted(std::span<const float> image, int columns, int down, int right) {
  std::vector<float> out(image.begin(), image.end());
  std::ranges::rotate(out, out.end() - (down * columns + right));
  return out;
}

TEST(SelfTraining, AdoptsOneOfManyCopies) {
  const Model model = digits_model(1, 1);
  const Dataset once = some(digits(Split::kPool), 50);
  Dataset often = once;
  for (int n = 0; n < once.size(); ++n) often.append(once[n].values, Dataset::kUnlabelled);
  const SelfTrained a = self_train(model, once, {.most = 3}).value();
  const SelfTrained b = self_train(model, often, {.most = 3}).value();
  EXPECT_EQ(a.items, b.items);
  for (int c = 0; c < 10; ++c) EXPECT_EQ(a.model.modules[c].exemplars, b.model.modules[c].exemplars);
}

TEST(SelfTraining, AdoptsWhatMostImagesLookLikeNotWhatItIsSurestOf) {
  const Model model = digits_model(1, 1);
  const Dataset pool = digits(Split::kPool);
  const Dataset targets = preprocess(model.preprocessing, pool).value();
  const auto decisions = classify(model, pool).value();
  int own = -1;
  int other = -1;
  for (int n = 0; n < pool.size(); ++n) {
    if (decisions[n].label != 0) continue;
    (is_exemplar(targets[n].values, model) ? own : other) = n;
  }
  Dataset data = pool.subset(std::vector<int>{});
  data.append(shifted(pool[own].values, pool.dims, 0, 1), Dataset::kUnlabelled);
  for (int down = 0; down < 3; ++down)
    data.append(shifted(pool[other].values, pool.dims, down, 0), Dataset::kUnlabelled);
  const auto surest = classify(model, data).value();
  ASSERT_GT(surest[0].confidence, surest[1].confidence);
  const SelfTrained result = self_train(model, data, {.most = 1}).value();
  ASSERT_EQ(result.adopted.size(), 1);
  EXPECT_GT(result.adopted.front().item, 0);
}

TEST(SelfTraining, StrangersAreMostlyLeftAlone) {
  const Dataset pool = digits(Split::kPool);
  std::vector<int> known;
  std::vector<int> strangers;
  for (int n = 0; n < pool.size(); ++n) (pool.labels[n] < 5 ? known : strangers).push_back(n);
  Dataset five = pool.subset(known);
  five.label_names.resize(5);
  TrainOptions options = train_options(Preset::kDefault, DataKind::kImage);
  options.exemplars.per_class = 8;
  const Model model = train(five, options).value();
  const SelfTrained own = self_train(model, some(five, 60), {.most = 30}).value();
  const SelfTrained foreign = self_train(model, some(pool.subset(strangers), 60), {.most = 30}).value();
  EXPECT_GT(static_cast<double>(own.adopted.size()) / own.items, 0.8);
  EXPECT_LT(static_cast<double>(foreign.adopted.size()) / foreign.items, 0.4);
}

/// Rising and falling lines as short series.
Dataset lines(int items, int first) {
  Dataset data;
  data.name = "lines";
  data.dims = 1;
  data.label_names = {"falling", "rising"};
  for (int n = first; n < first + items; ++n) {
    const int label = n % 2;
    std::vector<float> values;
    for (int t = 0; t < 12; ++t) {
      const auto at = static_cast<float>(t) / 11 - 0.5F;
      values.push_back((label == 1 ? at : -at) * (1 + 0.05F * std::sin(static_cast<float>(n))) +
                       0.02F * std::sin(static_cast<float>(7 * n + t)));
    }
    data.append(values, label);
  }
  return data;
}

/// Pen velocities and force whose path is a drawing of the class.
std::vector<float> pen_record(int number, std::uint32_t item) {
  const std::vector<float> path = draw_synthetic(number, item);
  std::vector<float> values;
  for (std::size_t at = 2; at < path.size(); at += 2)
    values.insert(values.end(), {path[at] - path[at - 2], path[at + 1] - path[at - 1], 1});
  return values;
}

TEST(SelfTraining, KeepsHowFinelyStrokesAreCompared) {
  Model model = synthetic_model(3, 3);
  learn_style(model, Detail::kFine).value();
  Dataset data;
  data.kind = DataKind::kPenVelocity;
  data.dims = 3;
  for (std::uint32_t item = 10; item < 14; ++item) {
    for (int c = 0; c < 3; ++c) data.append(pen_record(c, item), Dataset::kUnlabelled);
  }
  const SelfTrained result = self_train(model, data).value();
  EXPECT_GT(result.adopted.size(), 0);
  EXPECT_EQ(style_detail(result.model), Detail::kFine);
}

TEST(SelfTraining, LstmModulesAreTrainedAnew) {
  TrainOptions options = train_options(Preset::kDefault, DataKind::kSeries);
  options.generator = GeneratorKind::kLstm;
  options.training.hidden = 4;
  options.training.steps = 400;
  options.exemplars.per_class = 2;
  const Model model = train(lines(20, 0), options).value();
  const SelfTrained result = self_train(model, lines(20, 20), {.most = 4}).value();
  ASSERT_EQ(result.model.modules.size(), 2);
  EXPECT_EQ(result.adopted.size(), 8);
  for (const Adopted& one : result.adopted) EXPECT_EQ(one.item % 2, one.module) << one.item;
  for (const Module& module : result.model.modules) {
    EXPECT_EQ(module.shape.inputs, 6);
    EXPECT_EQ(module.parameters.size(), LstmLayout(module.shape).size);
  }
}

TEST(SelfTraining, RefusesWhatItCannotUse) {
  const Model model = digits_model(1, 1);
  const Dataset pool = digits(Split::kPool);
  EXPECT_EQ(self_train(model, pool, {.most = 0}).error().code(), ErrorCode::kUsage);
  EXPECT_EQ(self_train(model, pool, {.probability = 1.5}).error().code(), ErrorCode::kUsage);
  EXPECT_EQ(self_train(model, lines(4, 0)).error().code(), ErrorCode::kShapeMismatch);

  std::vector<int> own;
  const Dataset targets = preprocess(model.preprocessing, pool).value();
  for (int n = 0; n < targets.size(); ++n) {
    if (is_exemplar(targets[n].values, model)) own.push_back(n);
  }
  ASSERT_EQ(own.size(), 10);
  const auto nothing_new = self_train(model, pool.subset(own));
  EXPECT_EQ(nothing_new.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(nothing_new.error().message(), HasSubstr("own examples"));

  int calls = 0;
  const auto stopped = self_train(model, pool, {.progress = [&](const Progress& p) {
                                    EXPECT_LE(p.done, p.total);
                                    return ++calls < 3;
                                  }});
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace resketch
