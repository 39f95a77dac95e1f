#include "generator/trace_alignment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "generator/trace_constants.h"
#include "synthetic_series.h"

namespace resketch {
namespace {

constexpr Curves Trace::*kCompared[] = {&Trace::points, &Trace::slopes, &Trace::headings};

Trace stroke_of(const std::vector<float>& values) {
  const std::vector<std::span<const float>> sequences = {values};
  return make_trace(values, measure_units({.pen = true, .dims = 2}, {}, sequences));
}

Trace series_of(std::uint32_t number, std::uint32_t item) {
  const auto values = synthetic_series(2, static_cast<int>(number), item);
  const std::vector<std::span<const float>> sequences = {values};
  return make_trace(values, measure_units({.pen = false, .dims = 2}, {}, sequences));
}

/// The same search as a textbook would write it: full tables, double precision. A move takes one point of one
/// side and up to `most` of the other.
AlongTrace align_plainly(const Trace& exemplar, const Trace& target, int band, int most) {
  constexpr int kN = kTracePoints;
  const double bend_cost = kTraces.bend_cost * static_cast<float>(exemplar.form.dims);
  constexpr double kNever = std::numeric_limits<double>::infinity();
  std::vector<std::vector<double>> cost(kN, std::vector<double>(kN, kNever));
  auto total = cost;
  std::vector<std::vector<std::pair<int, int>>> move(kN, std::vector<std::pair<int, int>>(kN));
  for (int i = 0; i < kN; ++i) {
    for (int j = std::max(0, i - band); j <= std::min(kN - 1, i + band); ++j) {
      cost[i][j] = 0;
      for (const auto member : kCompared) {
        for (int d = 0; d < (exemplar.*member).cols(); ++d)
          cost[i][j] += std::pow(static_cast<double>((exemplar.*member)(i, d)) - (target.*member)(j, d), 2);
      }
    }
  }
  total[0][0] = cost[0][0];
  for (int i = 1; i < kN; ++i) {
    for (int j = 1; j < kN; ++j) {
      for (int steps = -most; steps <= most; ++steps) {  // below 0: that many of the exemplar
        if (steps == 0 || steps == -1) continue;
        const int di = std::max(-steps, 1);
        const int dj = std::max(steps, 1);
        if (i < di || j < dj) continue;
        double here = total[i - di][j - dj] + cost[i][j] + (std::max(di, dj) - 1) * bend_cost;
        for (int between = 1; between < di; ++between) {  // at fractions of the one step of the target
          const double share = static_cast<double>(between) / di;
          here += (1 - share) * cost[i - between][j] + share * cost[i - between][j - 1];
        }
        if (here < total[i][j]) {
          total[i][j] = here;
          move[i][j] = {di, dj};
        }
      }
    }
  }
  AlongTrace warp = AlongTrace::Zero();
  for (int i = kN - 1, j = kN - 1; i > 0;) {
    const auto [di, dj] = move[i][j];
    for (int between = 0; between < di; ++between)
      warp[i - between] = static_cast<float>(j) - static_cast<float>(between) / static_cast<float>(di);
    i -= di;
    j -= dj;
  }
  for (int pass = 0; pass < kTraces.smoothing; ++pass) {
    const AlongTrace before = warp;
    for (int i = 1; i < kN - 1; ++i) warp[i] = .25F * before[i - 1] + .5F * before[i] + .25F * before[i + 1];
  }
  return warp;
}

TEST(TraceAlignment, FindsWhatThePlainSearchFinds) {
  for (int n = 0; n < 60; ++n) {
    const Trace exemplar = stroke_of(draw_synthetic(n % 7, static_cast<std::uint32_t>(n)));
    const Trace target = stroke_of(draw_synthetic(n % 4, 100));
    const AlongTrace warp = align(exemplar, AlignmentTarget(target));
    EXPECT_LT((warp - align_plainly(exemplar, target, kPenBand, 2)).cwiseAbs().maxCoeff(), 1e-4F)
        << "pair " << n;
  }
}

TEST(TraceAlignment, OfSeriesFindsWhatThePlainSearchOfSteeperSlopesFinds) {
  for (int n = 0; n < 60; ++n) {
    const Trace exemplar = series_of(n % 7, static_cast<std::uint32_t>(n));
    const Trace target = series_of(n % 4, 100);
    const AlongTrace warp = align(exemplar, AlignmentTarget(target));
    EXPECT_LT((warp - align_plainly(exemplar, target, kSeriesBand, 3)).cwiseAbs().maxCoeff(), 1e-4F)
        << "pair " << n;
  }
}

TEST(TraceAlignment, OfAStrokeWithItselfIsOneToOne) {
  const Trace stroke = stroke_of(draw_synthetic(1, 0));
  const AlongTrace warp = align(stroke, AlignmentTarget(stroke));
  for (int i = 0; i < kTracePoints; ++i) EXPECT_EQ(warp[i], static_cast<float>(i));
}

TEST(TraceAlignment, RecoversAKnownWarp) {
  const Trace target = stroke_of(draw_synthetic(2, 0));
  // The exemplar is the target seen at other places: point i is the target's point known(i).
  const auto known = [](int i) {
    const double share = static_cast<double>(i) / (kTracePoints - 1);
    return static_cast<float>((share + .12 * std::sin(std::numbers::pi * share)) * (kTracePoints - 1));
  };
  Trace exemplar = target;
  for (const auto member : kCompared) {
    for (int i = 0; i < kTracePoints; ++i) {
      for (int d = 0; d < 2; ++d) (exemplar.*member)(i, d) = at_place((target.*member).col(d), known(i));
    }
  }
  const AlongTrace warp = align(exemplar, AlignmentTarget(target));
  double mean_error = 0;
  double mean_without = 0;
  for (int i = 0; i < kTracePoints; ++i) {
    mean_error += std::abs(warp[i] - known(i)) / kTracePoints;
    mean_without += std::abs(static_cast<float>(i) - known(i)) / kTracePoints;
  }
  EXPECT_LT(mean_error, .6);
  EXPECT_GT(mean_without, 3);
}

RC_GTEST_PROP(TraceAlignment, RisesFromEndToEndWithinItsSlopes, ()) {
  const Trace exemplar = stroke_of(draw_synthetic(*rc::gen::inRange(0, 50), 0));
  const Trace target = stroke_of(draw_synthetic(*rc::gen::inRange(0, 50), 1));
  const AlongTrace warp = align(exemplar, AlignmentTarget(target));
  RC_ASSERT(warp[0] == 0.0F);
  RC_ASSERT(warp[kTracePoints - 1] == static_cast<float>(kTracePoints - 1));
  for (int i = 1; i < kTracePoints; ++i) {
    RC_ASSERT(warp[i] - warp[i - 1] >= .5F - 1e-4F);
    RC_ASSERT(warp[i] - warp[i - 1] <= 2 + 1e-4F);
  }
}

}  // namespace
}  // namespace resketch
