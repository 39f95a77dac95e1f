#include "resketch/exemplars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>
#include <vector>

#include "base/random.h"
#include "data/real_data.h"
#include "resketch/preprocessing.h"

namespace resketch {
namespace {

using testing::HasSubstr;

Dataset random_pool(int classes, int per_class, int steps, DataKind kind = DataKind::kSeries) {
  Dataset pool;
  pool.name = "random";
  pool.kind = kind;
  pool.dims = 2;
  for (int c = 0; c < classes; ++c) pool.label_names.push_back("class" + std::to_string(c));
  for (int n = 0; n < classes * per_class; ++n) {
    RandomStream random(9, 0, n);
    std::vector<float> values(steps * 2);
    for (float& value : values) value = random.normal();
    pool.append(values, n % classes);
  }
  return pool;
}

std::vector<std::vector<float>> rows(const ExemplarSet& set) {
  std::vector<std::vector<float>> result;
  const auto length = set.values.size() / set.count;
  for (int k = 0; k < set.count; ++k) {
    result.emplace_back(set.values.begin() + k * length, set.values.begin() + (k + 1) * length);
  }
  return result;
}

std::set<std::vector<float>> items_of_class(const Dataset& pool, int label) {
  std::set<std::vector<float>> items;
  for (int n = 0; n < pool.size(); ++n) {
    if (pool.labels[n] == label) items.insert({pool[n].values.begin(), pool[n].values.end()});
  }
  return items;
}

TEST(Exemplars, DrawnAtRandomAreDistinctItemsOfTheirClass) {
  const Dataset pool = random_pool(3, 12, 5);
  const auto sets = choose_exemplars(pool, {.per_class = 4}).value();
  ASSERT_EQ(sets.size(), 3U);
  for (int c = 0; c < 3; ++c) {
    EXPECT_EQ(sets[c].label, pool.label_names[c]);
    EXPECT_EQ(sets[c].count, 4);
    const auto chosen = rows(sets[c]);
    const auto items = items_of_class(pool, c);
    EXPECT_EQ(std::set(chosen.begin(), chosen.end()).size(), 4U);
    for (const auto& exemplar : chosen) EXPECT_TRUE(items.contains(exemplar));
  }
}

TEST(Exemplars, DrawnAtRandomDependOnTheSeedAndGrowWithTheirNumber) {
  const Dataset pool = random_pool(2, 30, 5);
  const auto four = choose_exemplars(pool, {.per_class = 4, .seed = 42}).value();
  const auto other = choose_exemplars(pool, {.per_class = 4, .seed = 142}).value();
  const auto ten = choose_exemplars(pool, {.per_class = 10, .seed = 42}).value();
  for (int c = 0; c < 2; ++c) {
    EXPECT_NE(four[c].values, other[c].values);
    EXPECT_TRUE(std::equal(four[c].values.begin(), four[c].values.end(), ten[c].values.begin()));
  }
}

TEST(Exemplars, NearestAreDistinctItemsOfTheirClass) {
  const Dataset pool = random_pool(2, 9, 6);
  for (const bool dtw : {false, true}) {
    const auto sets =
        choose_exemplars(pool, {.per_class = 8, .selection = Selection::kNearest, .dtw = dtw}).value();
    for (int c = 0; c < 2; ++c) {
      const auto chosen = rows(sets[c]);
      const auto items = items_of_class(pool, c);
      EXPECT_EQ(std::set(chosen.begin(), chosen.end()).size(), 8U);
      for (const auto& exemplar : chosen) EXPECT_TRUE(items.contains(exemplar));
    }
  }
}

TEST(Exemplars, OfClustersNameTheItemsOfTheirGroups) {
  const Dataset pool = random_pool(2, 15, 6);
  for (const Selection selection : {Selection::kKMeans, Selection::kNearest}) {
    const auto sets = choose_exemplars(pool, {.per_class = 4, .selection = selection}).value();
    for (int c = 0; c < 2; ++c) {
      ASSERT_EQ(sets[c].groups.size(), 4U);
      std::vector<int> all;
      for (const auto& group : sets[c].groups) all.insert(all.end(), group.begin(), group.end());
      std::sort(all.begin(), all.end());
      ASSERT_EQ(all.size(), 15U);
      for (int n = 0; n < 15; ++n) EXPECT_EQ(all[n], 2 * n + c);
    }
  }
  EXPECT_TRUE(choose_exemplars(pool, {.per_class = 4}).value()[0].groups.empty());
}

TEST(Exemplars, TakeOneOfManyCopies) {
  const Dataset once = random_pool(2, 9, 6);
  Dataset often = once;
  for (int n = 0; n < once.size(); ++n) often.append(once[n].values, once.labels[n]);
  for (const Selection selection :
       {Selection::kRandom, Selection::kKMeans, Selection::kNearest, Selection::kAll}) {
    const ExemplarOptions options = {.per_class = 4, .selection = selection};
    for (int c = 0; c < 2; ++c) {
      EXPECT_EQ(choose_exemplars(often, options).value()[c].values,
                choose_exemplars(once, options).value()[c].values)
          << to_string(selection);
    }
  }
}

TEST(Exemplars, SayWhichItemsTheyAre) {
  const Dataset pool = random_pool(2, 9, 6);
  for (const Selection selection : {Selection::kRandom, Selection::kNearest, Selection::kAll}) {
    for (const ExemplarSet& set : choose_exemplars(pool, {.per_class = 4, .selection = selection}).value()) {
      std::vector<float> values;
      for (const int n : set.items) values.insert(values.end(), pool[n].values.begin(), pool[n].values.end());
      EXPECT_EQ(values, set.values) << to_string(selection);
    }
  }
  const ExemplarOptions centroids = {.per_class = 4, .selection = Selection::kKMeans};
  EXPECT_TRUE(choose_exemplars(pool, centroids).value()[0].items.empty());
}

TEST(Exemplars, AreChosenByFeaturesWhereThereAreAny) {
  const Dataset pool = random_pool(2, 20, 6);
  std::vector<float> features;  // of either class four groups of five, far apart
  for (int n = 0; n < pool.size(); ++n) {
    const int group = n / 2 % 4;
    features.insert(features.end(), {10.0F * static_cast<float>(group), .01F * static_cast<float>(n), 0});
  }
  const auto sets =
      choose_exemplars(pool, {.per_class = 4, .selection = Selection::kNearest}, features).value();
  for (int c = 0; c < 2; ++c) {
    const auto chosen = rows(sets[c]);
    ASSERT_EQ(sets[c].groups.size(), 4U);
    for (int k = 0; k < 4; ++k) {
      const std::vector<int>& group = sets[c].groups[k];
      ASSERT_EQ(group.size(), 5U);
      for (const int n : group) EXPECT_EQ(n / 2 % 4, group[0] / 2 % 4);
      const auto middle = pool[group[2]].values;
      EXPECT_TRUE(std::ranges::equal(chosen[k], middle)) << "the item in the middle of its group";
    }
  }
}

TEST(Exemplars, FeaturesThatCannotServeAreRefused) {
  const Dataset pool = random_pool(2, 5, 6);
  const std::vector<float> features(10);
  const auto error = [&](Selection selection, std::span<const float> with) {
    return choose_exemplars(pool, {.per_class = 4, .selection = selection}, with).error();
  };
  EXPECT_EQ(error(Selection::kKMeans, features).code(), ErrorCode::kUsage);
  EXPECT_THAT(error(Selection::kKMeans, features).what(), HasSubstr("are no items"));
  EXPECT_THAT(error(Selection::kNearest, std::span(features).first(9)).what(),
              HasSubstr("9 values cannot be shared out among 10 items"));
}

TEST(Exemplars, OfASmallClassAreAllItsItemsInOrder) {
  const Dataset pool = random_pool(2, 3, 4);
  for (const Selection selection :
       {Selection::kRandom, Selection::kKMeans, Selection::kNearest, Selection::kAll}) {
    const auto sets = choose_exemplars(pool, {.per_class = 4, .selection = selection}).value();
    EXPECT_EQ(sets[0].count, 3);
    EXPECT_TRUE(std::equal(sets[1].values.begin(), sets[1].values.begin() + 8, pool[1].values.begin()));
  }
}

TEST(Exemplars, AllKeepsEveryItem) {
  const auto sets =
      choose_exemplars(random_pool(2, 11, 4), {.per_class = 4, .selection = Selection::kAll}).value();
  EXPECT_EQ(sets[0].count, 11);
  EXPECT_EQ(sets[1].values.size(), 11U * 4 * 2);
}

TEST(Exemplars, AreTheSameForAnyNumberOfThreads) {
  const Dataset pool = random_pool(5, 25, 20);
  for (const Selection selection : {Selection::kRandom, Selection::kKMeans, Selection::kNearest}) {
    const auto one = choose_exemplars(pool, {.selection = selection, .threads = 1}).value();
    for (const int threads : {2, 5}) {
      const auto more = choose_exemplars(pool, {.selection = selection, .threads = threads}).value();
      for (std::size_t c = 0; c < one.size(); ++c) EXPECT_EQ(one[c].values, more[c].values);
    }
  }
}

TEST(Exemplars, OfImagesAreClusteredByEuclideanDistance) {
  const Dataset pool = random_pool(2, 20, 8, DataKind::kImage);
  const ExemplarOptions options = {.selection = Selection::kKMeans, .dtw = true};
  ExemplarOptions euclidean = options;
  euclidean.dtw = false;
  EXPECT_EQ(choose_exemplars(pool, options).value()[0].values,
            choose_exemplars(pool, euclidean).value()[0].values);
}

TEST(Exemplars, LeaveUnlabelledItemsOut) {
  Dataset pool = random_pool(2, 3, 4);
  pool.append(std::vector<float>(8, 99.0F), Dataset::kUnlabelled);
  const auto sets = choose_exemplars(pool, {.selection = Selection::kAll}).value();
  EXPECT_EQ(sets[0].count + sets[1].count, 6);
}

TEST(Exemplars, RefuseAPoolThatCannotGiveThem) {
  Dataset empty_class = random_pool(2, 3, 4);
  empty_class.label_names.push_back("x");
  Dataset unlabelled = random_pool(2, 3, 4);
  std::fill(unlabelled.labels.begin(), unlabelled.labels.end(), Dataset::kUnlabelled);
  Dataset ragged = random_pool(2, 3, 4);
  ragged.append(std::vector<float>(10), 0);
  const auto error = [](const Dataset& pool) { return choose_exemplars(pool).error(); };
  EXPECT_EQ(error(empty_class).code(), ErrorCode::kBadInput);
  EXPECT_THAT(error(empty_class).what(), HasSubstr("class 'x' has no examples"));
  EXPECT_EQ(error(unlabelled).code(), ErrorCode::kBadInput);
  EXPECT_THAT(error(unlabelled).what(), HasSubstr("no item has a label"));
  EXPECT_EQ(error(ragged).code(), ErrorCode::kBadInput);
  EXPECT_THAT(error(ragged).what(), HasSubstr("item 6: 5 steps, but item 0 has 4"));
  EXPECT_EQ(error(Dataset{}).code(), ErrorCode::kBadInput);
  EXPECT_EQ(choose_exemplars(random_pool(1, 3, 4), {.per_class = 0}).error().code(), ErrorCode::kUsage);
}

TEST(Exemplars, SelectionsHaveNames) {
  for (const Selection selection :
       {Selection::kRandom, Selection::kKMeans, Selection::kNearest, Selection::kAll}) {
    EXPECT_EQ(parse_selection(to_string(selection)), selection);
  }
  EXPECT_EQ(parse_selection("best"), std::nullopt);
}

// Share of `test` whose nearest exemplar, by Euclidean distance, is of its class.
double nearest_neighbour_accuracy(const std::vector<ExemplarSet>& sets, const Dataset& test) {
  int right = 0;
  for (int n = 0; n < test.size(); ++n) {
    const auto item = test[n].values;
    double least = std::numeric_limits<double>::infinity();
    std::string label;
    for (const ExemplarSet& set : sets) {
      for (int k = 0; k < set.count; ++k) {
        double sum = 0;
        for (std::size_t i = 0; i < item.size(); ++i) {
          const double difference = item[i] - set.values[k * item.size() + i];
          sum += difference * difference;
        }
        if (sum < least) {
          least = sum;
          label = set.label;
        }
      }
    }
    right += label == test.label_names[test.labels[n]];
  }
  return static_cast<double>(right) / test.size();
}

TEST(Exemplars, OfCharactersServeNearestNeighbourAsWellAsMeasuredElsewhere) {
  SKIP_WITHOUT_DATA("characters");
  const Dataset raw = load_dataset("characters", {.split = Split::kPool}).value();
  const Preprocessing preprocessing = fit_preprocessing(raw).value();
  const Dataset pool = preprocess(preprocessing, raw).value();
  const Dataset test =
      preprocess(preprocessing, load_dataset("characters", {.split = Split::kTest}).value()).value();
  const auto accuracy = [&](Selection selection) {
    const auto start = std::chrono::steady_clock::now();
    const auto sets = choose_exemplars(pool, {.selection = selection}).value();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    RecordProperty(std::string(to_string(selection)) + "_seconds", std::to_string(seconds));
    const double share = nearest_neighbour_accuracy(sets, test);
    RecordProperty(std::string(to_string(selection)) + "_accuracy", std::to_string(share));
    return share;
  };
  // Elsewhere: .813 to .883 random, .938 K-means, .928 nearest; here .925 to .940 and .892 to .912 over five
  // seeds.
  EXPECT_GT(accuracy(Selection::kRandom), .78);
  EXPECT_GT(accuracy(Selection::kKMeans), .90);
  EXPECT_GT(accuracy(Selection::kNearest), .87);
}

}  // namespace
}  // namespace resketch
