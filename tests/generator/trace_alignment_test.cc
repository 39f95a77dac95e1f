#include "generator/trace_alignment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
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

Trace series_of(int number, std::uint32_t item) {
  const auto values = synthetic_series(2, number, item);
  const std::vector<std::span<const float>> sequences = {values};
  return make_trace(values, measure_units({.pen = false, .dims = 2}, {}, sequences));
}

/// What align() is to find: the cheapest warp of all that is compared, smoothed.
AlongTrace align_plainly(const Trace& exemplar, const Trace& target) {
  std::vector<const float*> curves;
  std::vector<float> padded;
  for (const auto member : kCompared) {
    for (int d = 0; d < (exemplar.*member).cols(); ++d) {
      curves.push_back((exemplar.*member).col(d).data());
      padded.insert(padded.end(), kWarpMargin, kFarAway);
      for (int i = 0; i < kTracePoints; ++i) padded.push_back((target.*member)(i, d));
      padded.insert(padded.end(), kWarpMargin, kFarAway);
    }
  }
  AlongTrace warp;
  const float bend_cost = kTraces.bend_cost * static_cast<float>(exemplar.form.dims);
  sloped_dtw(curves, padded.data(), bend_cost, {warp.data(), kTracePoints});
  for (int pass = 0; pass < kTraces.smoothing; ++pass) {
    const AlongTrace before = warp;
    for (int i = 1; i < kTracePoints - 1; ++i)
      warp[i] = .25F * before[i - 1] + .5F * before[i] + .25F * before[i + 1];
  }
  return warp;
}

TEST(TraceAlignment, ComparesAllCurvesAndSmoothsTheWarp) {
  for (int n = 0; n < 20; ++n) {
    const auto item = static_cast<std::uint32_t>(n);
    for (const auto& [exemplar, target] :
         {std::pair(stroke_of(draw_synthetic(n % 7, item)), stroke_of(draw_synthetic(n % 4, 100))),
          std::pair(series_of(n % 7, item), series_of(n % 4, 100))}) {
      const AlongTrace warp = align(exemplar, AlignmentTarget(target));
      EXPECT_LT((warp - align_plainly(exemplar, target)).cwiseAbs().maxCoeff(), 1e-6F) << n;
    }
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
    RC_ASSERT(warp[i] - warp[i - 1] >= 1.F / 3 - 1e-4F);
    RC_ASSERT(warp[i] - warp[i - 1] <= 3 + 1e-4F);
  }
}

}  // namespace
}  // namespace resketch
