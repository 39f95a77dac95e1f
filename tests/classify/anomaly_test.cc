#include "resketch/anomaly.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/temporary_folder.h"

namespace resketch::testing {
namespace {

using ::testing::HasSubstr;

Dataset items_of(const std::string& name, Split split, const std::vector<std::string>& labels) {
  const Dataset all = load_dataset(name, {.split = split}).value();
  std::vector<int> items;
  for (int n = 0; n < all.size(); ++n) {
    if (std::ranges::find(labels, all.label_names[all.labels[n]]) != labels.end()) items.push_back(n);
  }
  return all.subset(items);
}

/// Chance that an item of other labels scores higher than one labelled `normal`.
double auroc(const std::vector<AnomalyScore>& scores, const Dataset& data, const std::string& normal) {
  double pairs = 0;
  double right = 0;
  double others = 0;  // so far, from the strangest on
  for (const AnomalyScore& one : scores) {
    if (data.label_names[data.labels[one.item]] != normal) {
      ++others;
    } else {
      right += others;
    }
  }
  pairs = others * (static_cast<double>(scores.size()) - others);
  return right / pairs;
}

TEST(Anomaly, OtherDigitsAreStrangerThanMoreOfTheSame) {
  const Dataset normal = items_of("digits-sample", Split::kPool, {"0"});
  const Model model = train_normal(normal, normal_options(normal.kind)).value();
  EXPECT_EQ(model.modules.front().shape.inputs, 10);  // of 20; the others are held out
  const Dataset unseen = items_of("digits-sample", Split::kTest, {"0", "1", "4", "7"});
  EXPECT_GT(auroc(score_anomalies(model, unseen).value(), unseen, "0"), .98);
}

TEST(Anomaly, OtherLettersAreStrangerAndFewNormalOnesAreFlagged) {
  const Dataset normal = items_of("pen", Split::kPool, {"a"});
  const Model model = train_normal(normal, normal_options(normal.kind), .95).value();
  const Dataset unseen = items_of("pen", Split::kTest, {"a", "b", "d", "o"});
  const auto scores = score_anomalies(model, unseen).value();
  EXPECT_GT(auroc(scores, unseen, "a"), .98);
  int flagged = 0;
  int normal_items = 0;
  for (const AnomalyScore& one : scores) {
    if (unseen.label_names[unseen.labels[one.item]] != "a") continue;
    ++normal_items;
    flagged += one.anomaly ? 1 : 0;
  }
  EXPECT_LE(flagged, normal_items / 4);
}

TEST(Anomaly, RanksCountHeldOutItems) {
  const Dataset normal = items_of("pen", Split::kPool, {"a"});
  const Model model = train_normal(normal, normal_options(normal.kind)).value();
  const auto& held_out = model.style.at("normal_scores");
  const auto scores = score_anomalies(model, items_of("pen", Split::kTest, {"a", "b"})).value();
  double before = scores.front().score;
  for (const AnomalyScore& one : scores) {
    EXPECT_LE(one.score, before);
    before = one.score;
    EXPECT_EQ(one.held_out, static_cast<int>(held_out.size()));
    EXPECT_EQ(one.as_strange, std::ranges::count_if(held_out, [&](float other) {
                return other >= static_cast<float>(one.score);
              }));
    EXPECT_EQ(one.anomaly, one.score > one.threshold);
    EXPECT_GT(one.p_value(), 0);
    EXPECT_LE(one.p_value(), 1);
  }
  EXPECT_EQ(scores.front().as_strange, 0);
}

TEST(Anomaly, LabelsAreNotLookedAt) {
  Dataset normal = items_of("pen", Split::kPool, {"a", "b"});
  const Model with = train_normal(normal, normal_options(normal.kind)).value();
  std::ranges::fill(normal.labels, Dataset::kUnlabelled);
  const Model without = train_normal(normal, normal_options(normal.kind)).value();
  EXPECT_EQ(with.modules.front().exemplars, without.modules.front().exemplars);
  EXPECT_EQ(with.style, without.style);
}

TEST(Anomaly, TheModelIsTheSameAfterSavingAndForAnyNumberOfThreads) {
  const Dataset normal = items_of("pen", Split::kPool, {"a"});
  TrainOptions options = normal_options(normal.kind);
  options.threads = 1;
  const Model one = train_normal(normal, options).value();
  options.threads = 3;
  const Model three = train_normal(normal, options).value();
  EXPECT_EQ(one.style, three.style);
  const TemporaryFolder folder;
  save_model(one, folder / "m.resketch").value();
  const Model loaded = load_model(folder / "m.resketch").value();
  EXPECT_TRUE(is_model_of_normal(loaded));
  const Dataset unseen = items_of("pen", Split::kTest, {"a", "b"});
  const auto before = score_anomalies(three, unseen).value();
  const auto after = score_anomalies(loaded, unseen).value();
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i].score, after[i].score);
    EXPECT_EQ(before[i].threshold, after[i].threshold);
    EXPECT_EQ(before[i].item, after[i].item);
  }
}

TEST(Anomaly, RefusesTooLittleAndModelsOfClasses) {
  const Dataset pool = items_of("pen", Split::kPool, {"a", "b"});
  const std::vector<int> few = {0, 1, 2, 3, 4};
  const auto small = train_normal(pool.subset(few), normal_options(pool.kind));
  ASSERT_FALSE(small);
  EXPECT_EQ(small.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(small.error().what(), HasSubstr("found 5 items, expected at least 6"));
  const std::vector<int> alike(8, 0);
  const auto same = train_normal(pool.subset(alike), normal_options(pool.kind));
  ASSERT_FALSE(same);
  EXPECT_THAT(same.error().what(), HasSubstr("all items are alike"));
  EXPECT_EQ(train_normal(pool, normal_options(pool.kind), 1).error().code(), ErrorCode::kUsage);
  const Dataset letters = load_dataset("pen", {.split = Split::kPool}).value();
  const Model classes = train(letters, train_options(Preset::kDefault, letters.kind)).value();
  EXPECT_FALSE(is_model_of_normal(classes));
  const auto scores = score_anomalies(classes, pool);
  ASSERT_FALSE(scores);
  EXPECT_EQ(scores.error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace resketch::testing
