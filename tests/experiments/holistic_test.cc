// The holistic experiments on the synthetic pen, which needs no files.
#include "experiments/holistic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/temporary_folder.h"
#include "experiments/run.h"
#include "measures/holistic_set.h"

namespace resketch {
namespace {

using resketch::testing::TemporaryFolder;

class HolisticPen : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { data_ = new PreparedData(prepare_data("pen", Sizes()).value()); }
  static void TearDownTestSuite() {
    delete data_;
    data_ = nullptr;
  }

  CellTask task(const HolisticSetting& setting, std::uint64_t seed = 42) {
    return {.variant = {.data = "pen", .holistic = setting},
            .seed = seed,
            .data = data_,
            .shelf = &shelf_,
            .progress = {}};
  }

  static PreparedData* data_;
  ExemplarShelf shelf_;
};
PreparedData* HolisticPen::data_ = nullptr;

TEST_F(HolisticPen, AllExamplesOfTheFirstClassesAreTrainedFromOneHotLatents) {
  const auto set = holistic_set(task({.classes = 3})).value();
  EXPECT_EQ(set.labels, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(set.train.count, 300);
  for (int n = 0; n < set.train.count; ++n) {
    for (int k = 0; k < 3; ++k)
      EXPECT_EQ(set.train.latents[3 * n + k], k == set.train_labels[n] ? 1.0F : 0.0F);
  }
  EXPECT_EQ(set.check.count, 3);
  EXPECT_EQ(set.test_targets.size(), set.test_labels.size() * set.steps * set.dims);
  for (const int label : set.test_labels) EXPECT_LT(label, 3);
}

TEST_F(HolisticPen, TypesSpreadEachClassOverFourInputs) {
  const auto set = holistic_set(task({.classes = 2, .types = true})).value();
  std::vector<int> counts(8, 0);
  for (int n = 0; n < set.train.count; ++n) {
    int hot = -1;
    for (int k = 0; k < 8; ++k) {
      if (set.train.latents[8 * n + k] == 1) hot = k;
    }
    ASSERT_EQ(hot / kTypesAClass, set.train_labels[n]);
    ++counts[hot];
  }
  for (const int count : counts) EXPECT_GT(count, 0);
  EXPECT_EQ(set.check.count, 8);
}

TEST_F(HolisticPen, SparseExamplesAreCentresWithPlainLatents) {
  const auto four = holistic_set(task({.classes = 2, .examples = HolisticExamplesKind::kSparse})).value();
  EXPECT_EQ(four.train.count, 8);
  EXPECT_EQ(four.train.latents.size(), 16U);
  const auto one = holistic_set(task({.classes = 2, .examples = HolisticExamplesKind::kSparseOne})).value();
  EXPECT_EQ(one.train.count, 2);
  // The single centre is the mean of the class.
  const auto all = holistic_set(task({.classes = 2})).value();
  double mean = 0;
  const std::size_t length = static_cast<std::size_t>(all.steps) * all.dims;
  for (int n = 0; n < all.train.count; ++n) {
    if (all.train_labels[n] == 0) mean += all.train.targets[n * length + 100] / 100.0;
  }
  EXPECT_NEAR(one.train.targets[100], mean, 1e-4);
}

TEST_F(HolisticPen, TheRepellerIsDrawnAsNothingInTrainingAndTest) {
  const auto plain = holistic_set(task({.classes = 4})).value();
  const auto set = holistic_set(task({.classes = 4, .repeller = true})).value();
  EXPECT_EQ(set.train.count, plain.train.count + plain.train.count / 4);
  const std::size_t length = static_cast<std::size_t>(set.steps) * set.dims;
  for (int n = plain.train.count; n < set.train.count; ++n) {
    EXPECT_EQ(set.train_labels[n], 4);
    for (int k = 0; k < 4; ++k) EXPECT_FLOAT_EQ(set.train.latents[4 * n + k], 0.25F);
    for (std::size_t i = 0; i < length; ++i) ASSERT_EQ(set.train.targets[n * length + i], 0);
  }
  const auto repellers = std::ranges::count(set.test_labels, 4);
  EXPECT_EQ(repellers, static_cast<long>(plain.test_labels.size()) / 4);
}

TEST_F(HolisticPen, TheOrderOfTestItemsIsDrawnByTheSeed) {
  const auto first = holistic_set(task({.classes = 4}, 1)).value();
  EXPECT_EQ(first.test_labels, holistic_set(task({.classes = 4}, 1)).value().test_labels);
  EXPECT_NE(first.test_labels, holistic_set(task({.classes = 4}, 2)).value().test_labels);
}

TEST_F(HolisticPen, TooFewClassesAreAnError) {
  const auto set = holistic_set(task({.classes = 21}));
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code(), ErrorCode::kBadInput);
}

Experiment small_holistic() {
  Experiment out{.name = "small", .title = "Small", .shows = "nothing", .source = "tests"};
  for (const std::string name : {"naked", "noise_03", "types", "repeller", "comparison"}) {
    Variant variant = holistic_variant(2, name);
    variant.data = "pen";
    out.variants.push_back(variant);
    for (const std::string quantity : {"accuracy", "rmse"})
      out.figures.push_back({variant.name + quantity, variant.name, quantity, {}, ""});
  }
  Variant four = holistic_variant(4, "naked");
  four.data = "pen";
  out.variants.push_back(four);
  out.figures.push_back({"agreement", four.name, "som.agreement", {}, ""});
  out.figures.push_back({"straight", holistic_name(2, "naked"), "straight.dtw", {}, ""});
  return out;
}

TEST(HolisticRun, FiguresAreTheSameForAnyNumberOfThreadsAndAreKept) {
  const TemporaryFolder one;
  const TemporaryFolder four;
  ExperimentOptions options{.scale = Scale::kQuick, .seeds = {1}, .out = one.path(), .threads = 1};
  const auto a = run_experiment(small_holistic(), options).value();
  options.out = four.path();
  options.threads = 4;
  const auto b = run_experiment(small_holistic(), options).value();
  ASSERT_EQ(a.figures.size(), b.figures.size());
  for (std::size_t i = 0; i < a.figures.size(); ++i) {
    EXPECT_TRUE(std::isfinite(a.figures[i].second.value)) << a.figures[i].first;
    EXPECT_EQ(a.figures[i].second.value, b.figures[i].second.value) << a.figures[i].first;
  }
  options.resume = true;
  EXPECT_EQ(run_experiment(small_holistic(), options).value().reused, a.cells);
}

TEST(HolisticVariants, AreThoseOfThePublishedTable) {
  for (const PublishedHolistic& row : published_holistic()) {
    for (const int n : kClassCounts) {
      const HolisticSetting setting = holistic_variant(n, row.variant).holistic;
      EXPECT_EQ(setting.classes, n);
      EXPECT_TRUE(setting.noise_every_step);
      EXPECT_EQ(setting.layers, row.variant == "ds" ? 2 : 1);
      EXPECT_EQ(setting.types, row.variant.starts_with("types"));
    }
  }
  EXPECT_FLOAT_EQ(holistic_variant(2, "noise_03").holistic.noise, 0.3F);
  EXPECT_FLOAT_EQ(holistic_variant(4, "sparse_noise").holistic.noise, 0.4F);
  EXPECT_FLOAT_EQ(holistic_variant(20, "sparse_1").holistic.noise, 0.3F);
  EXPECT_EQ(holistic_variant(2, "comparison_sparse").measure, Measure::kHolisticForward);
}

TEST(PublishedHolistic, PrintedInstancesHaveThePrintedMeans) {
  for (const auto& [rmse, mean] : {std::pair(false, .66), std::pair(true, .38)}) {
    const auto values = published_instances(2, "naked", rmse);
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0) / 5, mean, 0.005);
  }
}

}  // namespace
}  // namespace resketch
