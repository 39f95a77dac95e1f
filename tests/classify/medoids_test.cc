#include "classify/medoids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "../generator/synthetic_strokes.h"
#include "resketch/training.h"

namespace resketch {
namespace {

constexpr int kUsual = 20;
constexpr int kRare = 4;
constexpr int kOthers = 4;  // classes

/// The first class has two ways to be drawn: kUsual items of one, then kRare of the other. The others have as
/// many items, all drawn in one way.
Dataset drawings() {
  Dataset pool;
  pool.name = "drawings";
  pool.kind = DataKind::kSeries;
  pool.dims = 2;
  for (int c = 0; c <= kOthers; ++c) {
    pool.label_names.push_back(std::to_string(c));
    for (int n = 0; n < kUsual + kRare; ++n) {
      const int way = c == 0 && n >= kUsual ? kOthers + 1 : c;
      pool.append(draw_synthetic(way, static_cast<std::uint32_t>(n)), c);
    }
  }
  return pool;
}

TrainOptions nearest(int per_class, std::uint64_t seed = 42) {
  TrainOptions options = train_options(Preset::kDefault, DataKind::kSeries);
  options.exemplars = {.per_class = per_class, .selection = Selection::kNearest, .seed = seed};
  return options;
}

/// Which items of `pool` the module's exemplars are.
std::vector<int> items_of(const Module& module, const Model& model, const Dataset& pool) {
  const Dataset targets = preprocess(model.preprocessing, pool).value();
  const std::size_t length = module.exemplars.size() / module.shape.inputs;
  std::vector<int> items;
  for (int k = 0; k < module.shape.inputs; ++k) {
    const auto exemplar = std::span(module.exemplars).subspan(k * length, length);
    for (int n = 0; n < targets.size(); ++n) {
      if (std::ranges::equal(targets[n].values, exemplar)) items.push_back(n);
    }
  }
  return items;
}

void expect_one_of_either_way(const std::vector<int>& items) {
  ASSERT_EQ(items.size(), 2U);
  EXPECT_LT(items[0], kUsual);
  EXPECT_GE(items[1], kUsual);
  EXPECT_LT(items[1], kUsual + kRare);
}

// Of two items drawn by chance both are usual ones for .69 of the seeds.
TEST(Medoids, StandForEveryWayToDrawAClassTheUsualOneFirst) {
  const Dataset pool = drawings();
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Model model = train(pool, nearest(2, seed)).value();
    expect_one_of_either_way(items_of(model.modules[0], model, pool));
  }
}

TEST(Medoids, OfAnAddedClassDoSoToo) {
  const Dataset pool = drawings();
  std::vector<int> known(static_cast<std::size_t>(pool.size()) - kUsual - kRare);
  std::iota(known.begin(), known.end(), kUsual + kRare);
  Dataset others = pool.subset(known);
  others.label_names.assign(pool.label_names.begin() + 1, pool.label_names.end());
  for (int& label : others.labels) --label;
  const Model model = add_class(train(others, nearest(2)).value(), pool, "0", nearest(2)).value();
  expect_one_of_either_way(items_of(model.modules.back(), model, pool));
}

/// What choose_medoids makes of the first class of a model of `pool` that begins with `items`.
ExemplarSet chosen_from(const std::vector<int>& items, const Dataset& pool) {
  Model model = train(drawings(), nearest(2)).value();
  const Dataset targets = preprocess(model.preprocessing, pool).value();
  std::vector<ExemplarSet> sets(1);
  sets[0].label = pool.label_names[0];
  sets[0].items = items;
  sets[0].count = static_cast<int>(items.size());
  choose_medoids(model.modules, sets, targets, model, 1).value();
  EXPECT_EQ(model.modules[0].exemplars, sets[0].values);
  return sets[0];
}

TEST(Medoids, HaveTheItemsThatTheyExplainBestAsTheirGroup) {
  const ExemplarSet set = chosen_from({0, 1}, drawings());
  ASSERT_EQ(set.groups.size(), 2U);
  std::vector<int> usual(kUsual);
  std::iota(usual.begin(), usual.end(), 0);
  std::vector<int> rare(kRare);
  std::iota(rare.begin(), rare.end(), kUsual);
  EXPECT_EQ(set.groups[0], usual);
  EXPECT_EQ(set.groups[1], rare);
}

TEST(Medoids, AreNotSoughtWhereAllOtherItemsAreCopies) {
  Dataset pool = drawings().subset(std::vector{0, 1, 20});
  pool.label_names = {"0"};
  for (int copies = 0; copies < 3; ++copies) {
    const auto last = pool[2].values;
    pool.append(std::vector<float>(last.begin(), last.end()), 0);
  }
  const Model model = train(pool, nearest(3)).value();
  const Dataset different = pool.subset(std::vector{0, 1, 2});
  EXPECT_EQ(items_of(model.modules[0], model, different), (std::vector{0, 1, 2}));
}

TEST(Medoids, OfALargeClassAreSoughtAmongAPartOfIt) {
  constexpr int kMany = 400;
  Dataset pool = drawings();
  const int from = pool.size();
  for (int n = 0; n < kMany; ++n)
    pool.append(draw_synthetic(n % 5 == 0 ? kOthers + 1 : 0, static_cast<std::uint32_t>(100 + n)), 0);
  const ExemplarSet set = chosen_from({0, 1}, pool);
  ASSERT_EQ(set.groups.size(), 2U);
  EXPECT_EQ(set.groups[0].size() + set.groups[1].size(), 256U);
  const auto rare = [&](int n) { return n >= from ? (n - from) % 5 == 0 : n >= kUsual; };
  EXPECT_FALSE(rare(set.items[0]));
  EXPECT_TRUE(rare(set.items[1]));
}

TEST(Medoids, AreTheSameForAnyNumberOfThreads) {
  TrainOptions options = nearest(3);
  options.threads = 1;
  const Model one = train(drawings(), options).value();
  options.threads = 3;
  const Model three = train(drawings(), options).value();
  for (std::size_t c = 0; c < one.modules.size(); ++c)
    EXPECT_EQ(one.modules[c].exemplars, three.modules[c].exemplars);
}

}  // namespace
}  // namespace resketch
