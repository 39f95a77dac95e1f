#include "kernels/dtw_lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

/// One target and as many sequences as there are lanes.
struct Problem {
  DtwShape shape;
  AlignedVector<float> target, sequences, totals, distances;

  explicit Problem(DtwShape s) : shape(s) {
    const std::size_t length = static_cast<std::size_t>(shape.points) * shape.channels;
    target.resize(length);
    sequences.resize(length * simd_lanes());
    totals.assign(dtw_totals_size(shape), -1.0F);
    distances.resize(simd_lanes());
    RandomStream random(3);
    for (float& value : target) value = random.normal();
    for (float& value : sequences) value = random.normal();
  }

  void solve() { dtw_lanes(shape, target.data(), sequences.data(), totals.data(), distances.data()); }

  /// Least sums by definition, in double: [N, N].
  std::vector<std::vector<double>> reference(int lane) const {
    const double far = std::numeric_limits<double>::infinity();
    const int N = shape.points;
    const std::size_t L = simd_lanes();
    std::vector least(N, std::vector(N, far));
    for (int i = 0; i < N; ++i) {
      for (int j = 0; j < N; ++j) {
        if (!shape.allows(i, j)) continue;
        double cost = 0;
        for (int c = 0; c < shape.channels; ++c) {
          const double apart = static_cast<double>(sequences[(i * shape.channels + c) * L + lane]) -
                               target[j * shape.channels + c];
          cost += apart * apart;
        }
        double before = i == 0 && j == 0 ? 0 : far;
        if (i > 0) before = std::min(before, least[i - 1][j] + shape.bend);
        if (j > 0) before = std::min(before, least[i][j - 1] + shape.bend);
        if (i > 0 && j > 0) before = std::min(before, least[i - 1][j - 1]);
        least[i][j] = cost + before;
      }
    }
    return least;
  }
};

void for_each_isa(const auto& check) {
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    SCOPED_TRACE(isa);
    check();
  }
  use_isa(available_isas().front()).value();
}

TEST(DtwLanes, DistancesEqualADoubleReferenceOnEveryIsa) {
  for_each_isa([] {
    for (const DtwShape shape :
         {DtwShape{1, 2, 0}, DtwShape{2, 1, 1}, DtwShape{17, 4, 16}, DtwShape{17, 4, 3, 2.5F},
          DtwShape{23, 6, 5}, DtwShape{9, 3, 2, .7F}, DtwShape{12, 4, 100}}) {
      Problem problem(shape);
      problem.solve();
      for (int lane = 0; lane < simd_lanes(); ++lane) {
        const double expected = problem.reference(lane).back().back();
        EXPECT_NEAR(problem.distances[lane], expected, 1e-5 * expected) << shape.points << " " << shape.band;
      }
    }
  });
}

TEST(DtwLanes, TheTableHoldsTheLeastSumsOfAllPairsThatTheBandAllows) {
  for_each_isa([] {
    Problem problem({15, 4, 4, .5F, true});
    problem.solve();
    const int lane = simd_lanes() - 1;
    const auto expected = problem.reference(lane);
    for (int i = 0; i < 15; ++i) {
      for (int j = 0; j < 15; ++j) {
        if (!problem.shape.allows(i, j)) continue;
        EXPECT_NEAR(problem.totals[(i * 15 + j) * simd_lanes() + lane], expected[i][j], 1e-5 * expected[i][j])
            << i << " " << j;
      }
    }
    Problem without({15, 4, 4, .5F, false});
    without.solve();
    EXPECT_EQ(without.distances, problem.distances);
  });
}

TEST(DtwLanes, ASequenceThatOnlyLingersCostsNothing) {
  Problem problem({8, 1, 7});
  const float lingering[] = {0, 0, 1, 2, 2, 2, 3, 4};
  const float hasty[] = {0, 1, 1, 1, 2, 3, 4, 4};
  for (int i = 0; i < 8; ++i) {
    problem.target[i] = lingering[i];
    for (int lane = 0; lane < simd_lanes(); ++lane) problem.sequences[i * simd_lanes() + lane] = hasty[i];
  }
  problem.solve();
  EXPECT_EQ(problem.distances[0], 0);
}

}  // namespace
}  // namespace resketch
