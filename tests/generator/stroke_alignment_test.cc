#include "generator/stroke_alignment.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

#include "generator/stroke_constants.h"
#include "synthetic_strokes.h"

namespace resketch {
namespace {

Stroke stroke_of(const std::vector<float>& values) {
  const std::vector<std::span<const float>> sequences = {values};
  return make_stroke(values, measure_units({}, sequences));
}

/// The same search as a textbook would write it: full tables, double precision.
AlongStroke align_plainly(const Stroke& exemplar, const Stroke& target) {
  constexpr int kN = kStrokePoints;
  constexpr double kNever = std::numeric_limits<double>::infinity();
  std::vector<std::vector<double>> cost(kN, std::vector<double>(kN, kNever));
  auto total = cost;
  std::vector<std::vector<int>> move(kN, std::vector<int>(kN));
  for (int i = 0; i < kN; ++i) {
    for (int j = std::max(0, i - kWarpBand); j <= std::min(kN - 1, i + kWarpBand); ++j) {
      cost[i][j] = 0;
      for (const auto member : {&Stroke::x, &Stroke::y, &Stroke::velocity_x, &Stroke::velocity_y,
                                &Stroke::heading_x, &Stroke::heading_y}) {
        cost[i][j] += std::pow(static_cast<double>((exemplar.*member)[i]) - (target.*member)[j], 2);
      }
    }
  }
  total[0][0] = cost[0][0];
  for (int i = 1; i < kN; ++i) {
    for (int j = 1; j < kN; ++j) {
      const double straight = total[i - 1][j - 1] + cost[i][j];
      const double fast = j < 2 ? kNever : total[i - 1][j - 2] + cost[i][j] + kStrokes.bend_cost;
      const double slow = i < 2 ? kNever
                                : total[i - 2][j - 1] + cost[i][j] +
                                      .5 * (cost[i - 1][j] + cost[i - 1][j - 1]) + kStrokes.bend_cost;
      total[i][j] = std::min({straight, fast, slow});
      move[i][j] = total[i][j] == straight ? 0 : total[i][j] == fast ? 1 : 2;
    }
  }
  AlongStroke warp = AlongStroke::Zero();
  for (int i = kN - 1, j = kN - 1; i > 0;) {
    const int taken = move[i][j];
    warp[i] = static_cast<float>(j);
    if (taken == 2) warp[i - 1] = static_cast<float>(j) - .5F;
    i -= taken == 2 ? 2 : 1;
    j -= taken == 1 ? 2 : 1;
  }
  for (int pass = 0; pass < kStrokes.smoothing; ++pass) {
    const AlongStroke before = warp;
    for (int i = 1; i < kN - 1; ++i) warp[i] = .25F * before[i - 1] + .5F * before[i] + .25F * before[i + 1];
  }
  return warp;
}

TEST(StrokeAlignment, FindsWhatThePlainSearchFinds) {
  for (int n = 0; n < 60; ++n) {
    const Stroke exemplar = stroke_of(draw_synthetic(n % 7, static_cast<std::uint32_t>(n)));
    const Stroke target = stroke_of(draw_synthetic(n % 4, 100));
    const AlongStroke warp = align(exemplar, AlignmentTarget(target));
    EXPECT_LT((warp - align_plainly(exemplar, target)).cwiseAbs().maxCoeff(), 1e-4F) << "pair " << n;
  }
}

TEST(StrokeAlignment, OfAStrokeWithItselfIsOneToOne) {
  const Stroke stroke = stroke_of(draw_synthetic(1, 0));
  const AlongStroke warp = align(stroke, AlignmentTarget(stroke));
  for (int i = 0; i < kStrokePoints; ++i) EXPECT_EQ(warp[i], static_cast<float>(i));
}

TEST(StrokeAlignment, RecoversAKnownWarp) {
  const Stroke target = stroke_of(draw_synthetic(2, 0));
  // The exemplar is the target seen at other places: point i is the target's point known(i).
  const auto known = [](int i) {
    const double share = static_cast<double>(i) / (kStrokePoints - 1);
    return static_cast<float>((share + .12 * std::sin(std::numbers::pi * share)) * (kStrokePoints - 1));
  };
  Stroke exemplar = target;
  for (const auto member : {&Stroke::x, &Stroke::y, &Stroke::velocity_x, &Stroke::velocity_y,
                            &Stroke::heading_x, &Stroke::heading_y}) {
    for (int i = 0; i < kStrokePoints; ++i) (exemplar.*member)[i] = at_place(target.*member, known(i));
  }
  const AlongStroke warp = align(exemplar, AlignmentTarget(target));
  double mean_error = 0;
  double mean_without = 0;
  for (int i = 0; i < kStrokePoints; ++i) {
    mean_error += std::abs(warp[i] - known(i)) / kStrokePoints;
    mean_without += std::abs(static_cast<float>(i) - known(i)) / kStrokePoints;
  }
  EXPECT_LT(mean_error, .6);
  EXPECT_GT(mean_without, 3);
}

RC_GTEST_PROP(StrokeAlignment, RisesFromEndToEndWithinItsSlopes, ()) {
  const Stroke exemplar = stroke_of(draw_synthetic(*rc::gen::inRange(0, 50), 0));
  const Stroke target = stroke_of(draw_synthetic(*rc::gen::inRange(0, 50), 1));
  const AlongStroke warp = align(exemplar, AlignmentTarget(target));
  RC_ASSERT(warp[0] == 0.0F);
  RC_ASSERT(warp[kStrokePoints - 1] == static_cast<float>(kStrokePoints - 1));
  for (int i = 1; i < kStrokePoints; ++i) {
    RC_ASSERT(warp[i] - warp[i - 1] >= .5F - 1e-4F);
    RC_ASSERT(warp[i] - warp[i - 1] <= 2 + 1e-4F);
  }
}

}  // namespace
}  // namespace resketch
