#include "data/dtw.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/random.h"

namespace resketch {
namespace {

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = random.normal();
  return values;
}

// The definition, cell by cell in double.
double naive_dtw(SequenceView a, SequenceView b, int band) {
  const double infinity = std::numeric_limits<double>::infinity();
  const int width = band == kNoBand ? a.steps + b.steps : std::max(band, std::abs(a.steps - b.steps));
  std::vector<std::vector<double>> cost(a.steps + 1, std::vector<double>(b.steps + 1, infinity));
  cost[0][0] = 0;
  for (int i = 1; i <= a.steps; ++i) {
    for (int j = 1; j <= b.steps; ++j) {
      if (std::abs(i - j) > width) continue;
      double local = 0;
      for (int d = 0; d < a.dims; ++d) {
        const double difference =
            static_cast<double>(a.values[(i - 1) * a.dims + d]) - b.values[(j - 1) * b.dims + d];
        local += difference * difference;
      }
      cost[i][j] = local + std::min({cost[i - 1][j - 1], cost[i - 1][j], cost[i][j - 1]});
    }
  }
  return cost[a.steps][b.steps];
}

std::vector<const float*> rows_of(const std::vector<float>& values, int count) {
  std::vector<const float*> rows;
  for (int n = 0; n < count; ++n) rows.push_back(values.data() + values.size() / count * n);
  return rows;
}

RC_GTEST_PROP(Dtw, AgreesWithItsDefinitionForAnyShapeAndBand, ()) {
  const int items = *rc::gen::inRange(1, 10);
  const int steps = *rc::gen::inRange(1, 40);
  const int dims = *rc::gen::inRange(1, 5);
  const int band = *rc::gen::inRange(-1, 12);
  const auto lengths = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 40));
  const auto values = random_values(static_cast<std::size_t>(items) * steps * dims, 1);
  std::vector<std::vector<float>> stored;
  std::vector<SequenceView> references;
  for (const int length : lengths)
    stored.push_back(random_values(static_cast<std::size_t>(length) * dims, length));
  for (std::size_t r = 0; r < lengths.size(); ++r) references.push_back({stored[r], lengths[r], dims});

  const auto found = dtw_distances(DtwItems(rows_of(values, items), steps, dims), references, band);

  RC_ASSERT(found.size() == items * lengths.size());
  for (int n = 0; n < items; ++n) {
    const SequenceView item = {std::span(values).subspan(n * steps * dims, steps * dims), steps, dims};
    for (std::size_t r = 0; r < lengths.size(); ++r) {
      const double expected = naive_dtw(item, references[r], band);
      RC_ASSERT(std::abs(found[n * lengths.size() + r] - expected) <= 1e-5 * (1 + expected));
    }
  }
}

TEST(Dtw, OfASequenceToItselfIsZero) {
  const auto values = random_values(205 * 2, 7);
  const SequenceView view = {values, 205, 2};
  EXPECT_EQ(dtw_distances(DtwItems(rows_of(values, 1), 205, 2), std::vector{view})[0], 0.0F);
}

TEST(Dtw, ForgivesADelayThatEuclideanDistanceDoesNot) {
  std::vector<float> early(50, 0.0F);
  std::vector<float> late(50, 0.0F);
  early[10] = late[30] = 1.0F;
  const DtwItems items(rows_of(early, 1), 50, 1);
  EXPECT_EQ(dtw_distances(items, std::vector{SequenceView{late, 50, 1}})[0], 0.0F);
  EXPECT_EQ(dtw_distances(items, std::vector{SequenceView{late, 50, 1}}, 5)[0], 2.0F);
}

TEST(Dtw, DoesNotDependOnWhichItemsShareABlock) {
  const auto values = random_values(9 * 30 * 2, 3);
  const auto reference = random_values(30 * 2, 4);
  const auto rows = rows_of(values, 9);
  const std::vector views = {SequenceView{reference, 30, 2}};
  const auto together = dtw_distances(DtwItems(rows, 30, 2), views);
  for (int n = 0; n < 9; ++n) {
    EXPECT_EQ(dtw_distances(DtwItems(std::vector{rows[n]}, 30, 2), views)[0], together[n]);
  }
}

}  // namespace
}  // namespace resketch
