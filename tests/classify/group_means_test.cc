// Centroids of the default preset: what the items of a cluster draw of the one nearest to its plain mean.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "resketch/training.h"

namespace resketch {
namespace {

// Bumps that come earlier or later and are .8 to 1.2 high; class "down" has them upside down.
Dataset bumps() {
  Dataset pool;
  pool.name = "bumps";
  pool.kind = DataKind::kSeries;
  pool.dims = 1;
  pool.label_names = {"up", "down"};
  for (int n = 0; n < 48; ++n) {
    std::vector<float> values;
    for (int t = 0; t < 60; ++t) {
      const double away = (t - 20 - n % 12) / 4.0;
      values.push_back(
          static_cast<float>((n % 2 == 0 ? 1 : -1) * (.8 + n * .4 / 47) * std::exp(-away * away)));
    }
    pool.append(values, n % 2);
  }
  return pool;
}

TrainOptions clustered(int per_class) {
  TrainOptions options = train_options(Preset::kDefault, DataKind::kSeries);
  options.exemplars = {.per_class = per_class, .selection = Selection::kKMeans};
  return options;
}

// How far the highest step of a drawing lies above its first, in raw units.
double height(const Model& model, const Module& module, std::size_t exemplar) {
  const std::size_t length = module.exemplars.size() / module.shape.inputs;
  const auto begin = module.exemplars.begin() + static_cast<std::ptrdiff_t>(exemplar * length);
  const auto farthest =
      *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(length),
                        [&](float a, float b) { return std::abs(a - *begin) < std::abs(b - *begin); });
  return std::abs(farthest - *begin) * static_cast<double>(model.preprocessing.sd[0]);
}

// A plain mean of a class is .57 high.
TEST(GroupMeans, AreAsHighAsTheirItemsOnAverage) {
  const Dataset pool = bumps();
  const Model model = train(pool, clustered(1)).value();
  EXPECT_EQ(model.selection, "kmeans");
  for (const Module& module : model.modules) {
    ASSERT_EQ(module.shape.inputs, 1);
    EXPECT_NEAR(height(model, module, 0), 1, .1) << module.label;
  }
}

TEST(GroupMeans, AreNoItems) {
  const Dataset pool = bumps();
  const Model model = train(pool, clustered(2)).value();
  const Dataset targets = preprocess(model.preprocessing, pool).value();
  const Module& module = model.modules[0];
  for (int k = 0; k < 2; ++k) {
    const auto length = static_cast<std::ptrdiff_t>(targets[0].values.size());
    for (int n = 0; n < targets.size(); ++n) {
      EXPECT_FALSE(std::equal(targets[n].values.begin(), targets[n].values.end(),
                              module.exemplars.begin() + k * length));
    }
  }
}

TEST(GroupMeans, AreTheSameForAnyNumberOfThreads) {
  const Dataset pool = bumps();
  TrainOptions options = clustered(3);
  options.threads = 1;
  const Model one = train(pool, options).value();
  options.threads = 3;
  const Model three = train(pool, options).value();
  for (std::size_t m = 0; m < one.modules.size(); ++m)
    EXPECT_EQ(one.modules[m].exemplars, three.modules[m].exemplars);
}

TEST(GroupMeans, AreExemplarsOfAddedClassesToo) {
  const Dataset pool = bumps();
  std::vector<int> up;
  for (int n = 0; n < pool.size(); n += 2) up.push_back(n);
  Dataset known = pool.subset(up);
  known.label_names = {"up"};
  const Model model = add_class(train(known, clustered(1)).value(), pool, "down", clustered(1)).value();
  ASSERT_EQ(model.modules.size(), 2U);
  EXPECT_NEAR(height(model, model.modules[1], 0), 1, .1);
}

TEST(GroupMeans, LeaveSmallClassesAndThePublishedPresetAlone) {
  const Dataset pool = bumps();
  const Dataset few = pool.subset(std::vector{0, 1, 2, 3});
  const Model all = train(few, clustered(4)).value();
  const Dataset targets = preprocess(all.preprocessing, few).value();
  EXPECT_TRUE(
      std::equal(targets[0].values.begin(), targets[0].values.end(), all.modules[0].exemplars.begin()));

  TrainOptions published = clustered(2);
  published.preset = Preset::kPublished;
  published.generator = GeneratorKind::kLstm;
  published.training.steps = 1;
  const Model plain = train(pool, published).value();
  const Dataset items = preprocess(plain.preprocessing, pool).value();
  const auto sets = choose_exemplars(items, published.exemplars).value();
  EXPECT_EQ(plain.modules[0].exemplars, sets[0].values);
}

}  // namespace
}  // namespace resketch
