#include "kernels/sloped_dtw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "base/random.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

using Curve = std::vector<float>;  // [N]

/// Two walks, so that a warp has something to follow; the exemplar's is hastier.
struct Problem {
  int points;
  float bend_cost;
  std::vector<Curve> exemplar, target;  // [channels]

  Problem(int points_, int channels, float bend) : points(points_), bend_cost(bend) {
    RandomStream random(static_cast<std::uint64_t>(100 * points + channels));
    for (int c = 0; c < channels; ++c) {
      exemplar.push_back(walk(random, .6F));
      target.push_back(walk(random, .4F));
    }
  }

  Curve walk(RandomStream& random, float step) const {
    Curve curve(points);
    float at = 0;
    for (float& value : curve) value = at += step * random.normal();
    return curve;
  }

  Curve solve() const {
    std::vector<const float*> curves;
    Curve padded;
    for (const Curve& curve : exemplar) curves.push_back(curve.data());
    for (const Curve& curve : target) {
      padded.insert(padded.end(), kWarpMargin, kFarAway);
      padded.insert(padded.end(), curve.begin(), curve.end());
      padded.insert(padded.end(), kWarpMargin, kFarAway);
    }
    Curve warp(points, -1.0F);
    sloped_dtw(curves, padded.data(), bend_cost, warp);
    return warp;
  }

  double apart(int i, int j) const {
    double sum = 0;
    for (std::size_t c = 0; c < exemplar.size(); ++c)
      sum += std::pow(static_cast<double>(exemplar[c][i]) - target[c][j], 2);
    return sum;
  }

  /// The same search as a textbook would write it: full tables, double precision.
  Curve solve_plainly() const {
    constexpr int kMost = 3;  // points of one side in a move
    constexpr double kNever = std::numeric_limits<double>::infinity();
    std::vector total(points, std::vector(points, kNever));
    std::vector move(points, std::vector<std::pair<int, int>>(points));
    total[0][0] = apart(0, 0);
    for (int i = 1; i < points; ++i) {
      for (int j = std::max(1, i - kWarpBand); j <= std::min(points - 1, i + kWarpBand); ++j) {
        for (int steps = -kMost; steps <= kMost; ++steps) {  // below 0: that many of the exemplar
          if (steps == 0 || steps == -1) continue;
          const int di = std::max(-steps, 1);
          const int dj = std::max(steps, 1);
          if (i < di || j < dj) continue;
          double here =
              total[i - di][j - dj] + apart(i, j) + static_cast<float>(std::max(di, dj) - 1) * bend_cost;
          for (int between = 1; between < di; ++between) {  // at fractions of the one step of the target
            const double share = static_cast<double>(between) / di;
            if (std::abs(i - between - j) > kWarpBand || std::abs(i - between - j + 1) > kWarpBand) {
              here = kNever;
              continue;
            }
            here += (1 - share) * apart(i - between, j) + share * apart(i - between, j - 1);
          }
          if (here < total[i][j]) {
            total[i][j] = here;
            move[i][j] = {di, dj};
          }
        }
      }
    }
    Curve warp(points, 0.0F);
    for (int i = points - 1, j = points - 1; i > 0;) {
      const auto [di, dj] = move[i][j];
      for (int between = 0; between < di; ++between)
        warp[i - between] = static_cast<float>(j - static_cast<double>(between) / di);
      i -= di;
      j -= dj;
    }
    return warp;
  }
};

TEST(SlopedDtw, FindsWhatThePlainSearchFindsOnEveryIsa) {
  double leaps = 0;
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    for (const float bend_cost : {0.0F, .3F}) {
      for (const int points : {1, 2, 3, 4, 5, 20, 50, 90}) {
        for (const int channels : {1, 2, 6, 11}) {
          const Problem problem(points, channels, bend_cost);
          const Curve found = problem.solve();
          const Curve expected = problem.solve_plainly();
          for (int i = 0; i < points; ++i) {
            EXPECT_NEAR(found[i], expected[i], 1e-5)
                << isa << ", " << points << " points, " << channels << " channels";
            if (i > 0) leaps += std::abs(found[i] - found[i - 1]) > 2.5F;
          }
        }
      }
    }
  }
  use_isa(available_isas().front()).value();
  EXPECT_GT(leaps, 100);
}

TEST(SlopedDtw, StaysWithinItsBand) {
  // The target waits for long before it moves; without a band the warp would wait with it.
  Problem problem(90, 1, 0);
  for (int i = 0; i < 90; ++i) {
    problem.exemplar[0][i] = static_cast<float>(std::min(i, 30));
    problem.target[0][i] = static_cast<float>(std::max(i - 59, 0));
  }
  const Curve warp = problem.solve();
  float farthest = 0;
  for (int i = 0; i < 90; ++i) farthest = std::max(farthest, warp[i] - static_cast<float>(i));
  EXPECT_EQ(farthest, static_cast<float>(kWarpBand));
}

}  // namespace
}  // namespace resketch
