#include "data/kmeans.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/random.h"

namespace resketch {
namespace {

struct Sample {
  std::vector<float> values;
  int count = 0;
  int steps = 0;
  int dims = 0;

  KMeansItems items(bool dtw) const {
    std::vector<const float*> rows;
    for (int n = 0; n < count; ++n)
      rows.push_back(values.data() + static_cast<std::size_t>(n) * steps * dims);
    return {std::move(rows), steps, dims, dtw};
  }
};

// `groups` clouds far apart, taking turns.
Sample clouds(int count, int groups, int steps, int dims, float spread, std::uint64_t seed) {
  Sample sample{{}, count, steps, dims};
  for (int n = 0; n < count; ++n) {
    RandomStream centre(seed, 0, n % groups);
    RandomStream random(seed, 1, n);
    for (int k = 0; k < steps * dims; ++k)
      sample.values.push_back(5 * centre.normal() + spread * random.normal());
  }
  return sample;
}

RC_GTEST_PROP(KMeans, InertiaNeverRisesUnderEuclideanDistance, ()) {
  const int count = *rc::gen::inRange(1, 60);
  const int clusters = *rc::gen::inRange(1, count + 1);
  const Sample sample = clouds(count, 3, *rc::gen::inRange(1, 20), *rc::gen::inRange(1, 4), 3.0F, count);
  const auto run = kmeans_run(sample.items(false), {.clusters = clusters}, 0);
  for (std::size_t k = 1; k < run.history.size(); ++k) {
    RC_ASSERT(run.history[k] <= run.history[k - 1] * (1 + 1e-5) + 1e-5);
  }
  RC_ASSERT(run.inertia == *std::min_element(run.history.begin(), run.history.end()));
}

RC_GTEST_PROP(KMeans, ReturnsTheBestStateMetUnderDtw, ()) {
  const int count = *rc::gen::inRange(2, 30);
  const Sample sample = clouds(count, 3, *rc::gen::inRange(2, 20), 2, 3.0F, count);
  const int clusters = *rc::gen::inRange(1, count + 1);
  const KMeansItems items = sample.items(true);
  const auto run = kmeans_run(items, {.clusters = clusters}, 0);
  RC_ASSERT(run.inertia == *std::min_element(run.history.begin(), run.history.end()));
  const auto distances = items.distances(run.centroids);
  double inertia = 0;
  for (int n = 0; n < count; ++n) {
    const float* row = &distances[n * clusters];
    RC_ASSERT(row[run.assignment[n]] == *std::min_element(row, row + clusters));
    inertia += row[run.assignment[n]];
  }
  RC_ASSERT(inertia == run.inertia);
}

TEST(KMeans, FindsCloudsThatAreFarApart) {
  for (const bool dtw : {false, true}) {
    const Sample sample = clouds(40, 4, 12, 2, .1F, 1);
    const auto run = kmeans_run(sample.items(dtw), {.clusters = 4}, 0);
    for (int n = 4; n < 40; ++n) EXPECT_EQ(run.assignment[n], run.assignment[n - 4]);
    EXPECT_EQ(std::set<int>(run.assignment.begin(), run.assignment.end()).size(), 4U);
  }
}

TEST(KMeans, OfOneClusterIsTheMean) {
  const Sample sample{{0, 2, 4, 6, 8, 10}, 3, 2, 1};
  const auto run = kmeans_run(sample.items(false), {.clusters = 1}, 0);
  EXPECT_EQ(run.centroids, (std::vector<float>{4, 6}));
  EXPECT_DOUBLE_EQ(run.inertia, 64);
}

TEST(KMeans, GivesEveryClusterAnItemThoughSomeAreEqual) {
  const Sample sample{{1, 1, 1, 1, 2, 3}, 6, 1, 1};
  const auto run = kmeans_run(sample.items(false), {.clusters = 3}, 0);
  EXPECT_DOUBLE_EQ(run.inertia, 0);
  auto centroids = run.centroids;
  std::sort(centroids.begin(), centroids.end());
  EXPECT_EQ(centroids, (std::vector<float>{1, 2, 3}));
}

TEST(KMeans, ComesToAnEndWhereAllItemsAreEqual) {
  const Sample sample{std::vector<float>(10, 1.0F), 5, 2, 1};
  for (const bool dtw : {false, true}) {
    const auto run = kmeans_run(sample.items(dtw), {.clusters = 3}, 0);
    EXPECT_DOUBLE_EQ(run.inertia, 0);
    EXPECT_EQ(run.centroids, std::vector<float>(6, 1.0F));
  }
}

TEST(KMeans, IsRepeatableAndRestartsDiffer) {
  const Sample sample = clouds(50, 50, 10, 2, 1.0F, 5);
  const auto first = kmeans_run(sample.items(true), {.clusters = 5}, 0);
  EXPECT_EQ(first.centroids, kmeans_run(sample.items(true), {.clusters = 5}, 0).centroids);
  EXPECT_NE(first.centroids, kmeans_run(sample.items(true), {.clusters = 5}, 1).centroids);
}

}  // namespace
}  // namespace resketch
