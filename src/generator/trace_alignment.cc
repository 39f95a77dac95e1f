#include "generator/trace_alignment.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "generator/trace_constants.h"

namespace resketch {
namespace {

constexpr float kFar = 1e30F;  // never chosen; a path of them is finite still
constexpr float kFarAway = 1e15F;

// A row holds the costs of one exemplar point against the target points of its band; column k of row i is
// target point i + k - kBand. A move looks at earlier rows only, so a row is one vector loop.
template <int kBand>
struct Row {
  static constexpr int kColumns = 2 * kBand + 1;
  static constexpr int kWidth = (kColumns + 3) / 4 * 4;  // whole vectors
  static constexpr int kBeside = 2;                      // columns at either side, never chosen
  std::array<float, kWidth + 2 * kBeside> values;
  Row() { values.fill(kFar); }
  float* columns() { return values.data() + kBeside; }
};

// How many points of the exemplar and of the target a move takes.
enum Move : std::int32_t { kOneToOne, kOneToTwo, kTwoToOne, kOneToThree, kThreeToOne };

template <int kBand>
void compare(const std::vector<const float*>& exemplar, const AlignmentTarget& target, int i,
             Row<kBand>& row) {
  float* cost = row.columns();
  for (int k = 0; k < row.kWidth; ++k) cost[k] = 0;
  for (std::size_t c = 0; c < exemplar.size(); ++c) {
    const float value = exemplar[c][i];
    const float* other = target.curve(c) + AlignmentTarget::kMargin - kBand + i;
    for (int k = 0; k < row.kWidth; ++k) cost[k] += (value - other[k]) * (value - other[k]);
  }
  for (int k = row.kColumns; k < row.kWidth; ++k) cost[k] = kFar;
}

// Goes back from end to end.
template <typename Moves>
AlongTrace warp_of(const Moves& moves, int band) {
  AlongTrace warp;
  int i = kTracePoints - 1;
  int j = kTracePoints - 1;
  while (i > 0) {
    const auto at = static_cast<float>(j);
    warp[i] = at;
    const std::int32_t move = moves[i][j - i + band];
    if (move == kTwoToOne) warp[--i] = at - .5F;
    if (move == kThreeToOne) {
      warp[--i] = at - 1.F / 3;
      warp[--i] = at - 2.F / 3;
    }
    j -= move == kOneToTwo ? 2 : move == kOneToThree ? 3 : 1;
    --i;
  }
  warp[0] = 0;
  return warp;
}

// With the moves of three points, too, if `kSteep`.
template <int kBand, bool kSteep>
AlongTrace cheapest(const Trace& exemplar, const AlignmentTarget& target) {
  using Costs = Row<kBand>;
  const std::vector<const float*> curves = compared_curves(exemplar);
  const float bend_cost = kTraces.bend_cost * static_cast<float>(exemplar.form.dims);
  std::array<Costs, 4> costs;  // of this row and those before, taking turns
  std::array<Costs, 4> totals;
  std::array<std::array<std::int32_t, Costs::kWidth>, kTracePoints> moves;
  compare(curves, target, 0, costs[0]);
  totals[0].columns()[kBand] = costs[0].columns()[kBand];
  for (int i = 1; i < kTracePoints; ++i) {
    compare(curves, target, i, costs[i % 4]);
    const float* cost = costs[i % 4].columns();
    const float* cost_1 = costs[(i + 3) % 4].columns();  // of the row before
    const float* cost_2 = costs[(i + 2) % 4].columns();
    const float* total_1 = totals[(i + 3) % 4].columns();
    const float* total_2 = totals[(i + 2) % 4].columns();
    const float* total_3 = totals[(i + 1) % 4].columns();
    float* total = totals[i % 4].columns();
    std::int32_t* move = moves[i].data();
    for (int k = 0; k < Costs::kWidth; ++k) {
      const float straight = total_1[k] + cost[k];
      const float fast = total_1[k - 1] + cost[k] + bend_cost;
      const float slow = total_2[k + 1] + cost[k] + .5F * (cost_1[k + 1] + cost_1[k]) + bend_cost;
      float bent = fast <= slow ? fast : slow;
      std::int32_t bend = fast <= slow ? kOneToTwo : kTwoToOne;
      if constexpr (kSteep) {
        const float faster = total_1[k - 2] + cost[k] + 2 * bend_cost;
        const float slower = total_3[k + 2] + cost[k] + (2 * cost_1[k + 1] + cost_1[k]) / 3 +
                             (2 * cost_2[k + 1] + cost_2[k + 2]) / 3 + 2 * bend_cost;
        const float steeper = faster <= slower ? faster : slower;
        bend = bent <= steeper ? bend : faster <= slower ? kOneToThree : kThreeToOne;
        bent = bent <= steeper ? bent : steeper;
      }
      total[k] = straight <= bent ? straight : bent;
      move[k] = straight <= bent ? kOneToOne : bend;
    }
  }
  return warp_of(moves, kBand);
}

void smooth(AlongTrace& warp) {
  for (int pass = 0; pass < kTraces.smoothing; ++pass) {
    const AlongTrace before = warp;
    constexpr int kInner = kTracePoints - 2;
    warp.segment<kInner>(1) =
        .25F * before.segment<kInner>(0) + .5F * before.segment<kInner>(1) + .25F * before.segment<kInner>(2);
  }
}

}  // namespace

std::vector<const float*> compared_curves(const Trace& trace) {
  std::vector<const float*> curves;
  for (const Curves* group : {&trace.points, &trace.slopes, &trace.headings}) {
    for (int d = 0; d < group->cols(); ++d) curves.push_back(group->col(d).data());
  }
  return curves;
}

AlignmentTarget::AlignmentTarget(Trace trace) : trace_(std::move(trace)) {
  for (const float* values : compared_curves(trace_)) {
    auto& curve = curves_.emplace_back();
    curve.fill(kFarAway);
    std::copy_n(values, kTracePoints, curve.begin() + kMargin);
  }
}

AlongTrace align(const Trace& exemplar, const AlignmentTarget& target) {
  AlongTrace warp = exemplar.form.pen ? cheapest<kPenBand, false>(exemplar, target)
                                      : cheapest<kSeriesBand, true>(exemplar, target);
  smooth(warp);
  return warp;
}

}  // namespace resketch
