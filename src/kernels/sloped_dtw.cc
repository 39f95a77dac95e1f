#include "kernels/sloped_dtw.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/aligned.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/sloped_dtw.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#ifndef RESKETCH_KERNELS_SLOPED_DTW
#define RESKETCH_KERNELS_SLOPED_DTW

namespace resketch {
namespace {

constexpr float kFar = 1e30F;  // never chosen; a path of them is finite still

// A row belongs to a point of the exemplar; its column k, to the target's point i + k - kWarpBand. A move
// looks at earlier rows only, so a row is one vector loop.
constexpr int kColumns = 2 * kWarpBand + 1;
constexpr int kWidth = (kColumns + 7) / 8 * 8;  // whole vectors
constexpr int kBeside = 8;                      // columns at either side, never chosen

using Row = std::array<float, kWidth + 2 * kBeside>;

// Points of the exemplar that the last move to a place took, and of the target.
enum Move { kOneToOne, kOneToTwo, kTwoToOne, kOneToThree, kThreeToOne };

}  // namespace
}  // namespace resketch

#endif

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// moves [N, kWidth]: the last move of the cheapest way to each place.
void cheapest_moves(std::span<const float* const> exemplar, const float* HWY_RESTRICT target, float bend_cost,
                    int points, float* HWY_RESTRICT moves) {
  const hn::CappedTag<float, 8> d;
  using Vec = hn::Vec<decltype(d)>;
  const int L = static_cast<int>(hn::Lanes(d));
  alignas(32) std::array<Row, 4> costs;  // of this row and those before, taking turns
  alignas(32) std::array<Row, 4> totals;
  for (Row& row : costs) row.fill(kFar);
  for (Row& row : totals) row.fill(kFar);
  const auto compare = [&](int i, int k) {
    Vec cost = hn::IfThenElse(hn::FirstN(d, static_cast<size_t>(std::max(kColumns - k, 0))), hn::Zero(d),
                              hn::Set(d, kFar));
    const float* others = target + kWarpMargin - kWarpBand + i + k;
    for (const float* curve : exemplar) {
      const Vec apart = hn::Sub(hn::Set(d, curve[i]), hn::LoadU(d, others));
      cost = hn::MulAdd(apart, apart, cost);
      others += points + 2 * kWarpMargin;
    }
    return cost;
  };
  const Vec half = hn::Set(d, .5F);
  const Vec third = hn::Set(d, 1.F / 3);
  const Vec two_thirds = hn::Set(d, 2.F / 3);
  const Vec bend = hn::Set(d, bend_cost);
  const Vec leap = hn::Set(d, 2 * bend_cost);
  for (int k = 0; k < kWidth; k += L) hn::Store(compare(0, k), d, &costs[0][kBeside + k]);
  totals[0][kBeside + kWarpBand] = costs[0][kBeside + kWarpBand];
  for (int i = 1; i < points; ++i) {
    moves += kWidth;
    float* const cost_0 = &costs[i % 4][kBeside];
    const float* const cost_1 = &costs[(i + 3) % 4][kBeside];  // of the row before
    const float* const cost_2 = &costs[(i + 2) % 4][kBeside];
    float* const total_0 = &totals[i % 4][kBeside];
    const float* const total_1 = &totals[(i + 3) % 4][kBeside];
    const float* const total_2 = &totals[(i + 2) % 4][kBeside];
    const float* const total_3 = &totals[(i + 1) % 4][kBeside];
    for (int k = 0; k < kWidth; k += L) {
      const Vec cost = compare(i, k);
      const Vec next = hn::LoadU(d, cost_1 + k + 1);  // the row before, at the same point of the target
      const Vec here = hn::Load(d, cost_1 + k);       // the same and the point before that
      Vec total = hn::Load(d, total_1 + k);
      Vec move = hn::Set(d, static_cast<float>(kOneToOne));
      const auto offer = [&](Vec other, Move by) {
        move = hn::IfThenElse(hn::Lt(other, total), hn::Set(d, static_cast<float>(by)), move);
        total = hn::Min(other, total);
      };
      offer(hn::Add(hn::LoadU(d, total_1 + k - 1), bend), kOneToTwo);
      offer(hn::Add(hn::LoadU(d, total_2 + k + 1), hn::MulAdd(half, hn::Add(next, here), bend)), kTwoToOne);
      offer(hn::Add(hn::LoadU(d, total_1 + k - 2), leap), kOneToThree);
      const Vec nearer = hn::Add(next, hn::LoadU(d, cost_2 + k + 1));
      const Vec farther = hn::Add(here, hn::LoadU(d, cost_2 + k + 2));
      offer(hn::Add(hn::LoadU(d, total_3 + k + 2),
                    hn::MulAdd(two_thirds, nearer, hn::MulAdd(third, farther, leap))),
            kThreeToOne);
      hn::Store(cost, d, cost_0 + k);
      hn::Store(hn::Add(total, cost), d, total_0 + k);
      hn::Store(move, d, moves + k);
    }
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(cheapest_moves);

void sloped_dtw(std::span<const float* const> exemplar, const float* target, float bend_cost,
                std::span<float> warp) {
  const int points = static_cast<int>(warp.size());
  AlignedVector<float> moves(warp.size() * kWidth);
  HWY_DYNAMIC_DISPATCH(cheapest_moves)(exemplar, target, bend_cost, points, moves.data());
  int i = points - 1;
  int j = points - 1;
  while (i > 0) {
    const auto at = static_cast<float>(j);
    warp[i] = at;
    const auto move = static_cast<Move>(moves[i * kWidth + j - i + kWarpBand]);
    if (move == kTwoToOne) warp[--i] = at - .5F;
    if (move == kThreeToOne) {
      warp[--i] = at - 1.F / 3;
      warp[--i] = at - 2.F / 3;
    }
    j -= move == kOneToTwo ? 2 : move == kOneToThree ? 3 : 1;
    --i;
  }
  warp[0] = 0;
}

}  // namespace resketch
#endif
