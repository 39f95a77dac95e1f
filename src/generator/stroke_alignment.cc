#include "generator/stroke_alignment.h"

#include <cstdint>

#include "generator/stroke_constants.h"

namespace resketch {
namespace {

// A row holds the costs of one exemplar point against the target points of its band; column k of row i is
// target point i + k - kWarpBand. A move looks at earlier rows only, so a row is one vector loop.
constexpr int kColumns = 2 * kWarpBand + 1;
constexpr int kWidth = (kColumns + 3) / 4 * 4;  // whole vectors
constexpr float kFar = 1e30F;                   // never chosen; a path of them is finite still
constexpr float kFarAway = 1e15F;

// One more column at either side, never chosen.
struct Row {
  std::array<float, kWidth + 2> values;
  Row() { values.fill(kFar); }
  float* columns() { return values.data() + 1; }
  const float* columns() const { return values.data() + 1; }
};

enum Move : std::int32_t {
  kStraight,  // one point of each
  kFast,      // one of the exemplar, two of the target
  kSlow,      // two of the exemplar, one of the target
};

void compare(const std::array<const AlongStroke*, AlignmentTarget::kChannels>& exemplar,
             const AlignmentTarget& target, int i, Row& row) {
  float* cost = row.columns();
  for (int k = 0; k < kWidth; ++k) cost[k] = 0;
  for (int c = 0; c < AlignmentTarget::kChannels; ++c) {
    const float value = (*exemplar[c])[i];
    const float* other = target.channel(c) + AlignmentTarget::kMargin - kWarpBand + i;
    for (int k = 0; k < kWidth; ++k) cost[k] += (value - other[k]) * (value - other[k]);
  }
  for (int k = kColumns; k < kWidth; ++k) cost[k] = kFar;
}

void smooth(AlongStroke& warp) {
  for (int pass = 0; pass < kStrokes.smoothing; ++pass) {
    const AlongStroke before = warp;
    constexpr int kInner = kStrokePoints - 2;
    warp.segment<kInner>(1) =
        .25F * before.segment<kInner>(0) + .5F * before.segment<kInner>(1) + .25F * before.segment<kInner>(2);
  }
}

}  // namespace

AlignmentTarget::AlignmentTarget(const Stroke& stroke) : stroke_(stroke) {
  const std::array<const AlongStroke*, kChannels> values = {
      &stroke.x, &stroke.y, &stroke.velocity_x, &stroke.velocity_y, &stroke.heading_x, &stroke.heading_y};
  for (int c = 0; c < kChannels; ++c) {
    channels_[c].fill(kFarAway);
    for (int i = 0; i < kStrokePoints; ++i) channels_[c][kMargin + i] = (*values[c])[i];
  }
}

AlongStroke align(const Stroke& exemplar, const AlignmentTarget& target) {
  const std::array<const AlongStroke*, AlignmentTarget::kChannels> channels = {
      &exemplar.x,          &exemplar.y,         &exemplar.velocity_x,
      &exemplar.velocity_y, &exemplar.heading_x, &exemplar.heading_y};
  std::array<Row, 2> costs;   // of this row and the one before, taking turns
  std::array<Row, 3> totals;  // of this row and the two before
  std::array<std::array<std::int32_t, kWidth>, kStrokePoints> moves;
  compare(channels, target, 0, costs[0]);
  totals[0].columns()[kWarpBand] = costs[0].columns()[kWarpBand];
  for (int i = 1; i < kStrokePoints; ++i) {
    compare(channels, target, i, costs[i % 2]);
    const float* cost = costs[i % 2].columns();
    const float* cost_before = costs[(i + 1) % 2].columns();
    const float* before = totals[(i + 2) % 3].columns();
    const float* twice_before = totals[(i + 1) % 3].columns();
    float* total = totals[i % 3].columns();
    std::int32_t* move = moves[i].data();
    for (int k = 0; k < kWidth; ++k) {
      const float straight = before[k] + cost[k];
      const float fast = before[k - 1] + cost[k] + kStrokes.bend_cost;
      const float slow =
          twice_before[k + 1] + cost[k] + .5F * (cost_before[k + 1] + cost_before[k]) + kStrokes.bend_cost;
      const float bent = fast <= slow ? fast : slow;
      const std::int32_t bend = fast <= slow ? kFast : kSlow;
      total[k] = straight <= bent ? straight : bent;
      move[k] = straight <= bent ? kStraight : bend;
    }
  }
  AlongStroke warp;
  int i = kStrokePoints - 1;
  int j = kStrokePoints - 1;
  while (i > 0) {
    warp[i] = static_cast<float>(j);
    switch (moves[i][j - i + kWarpBand]) {
      case kStraight:
        --j;
        break;
      case kFast:
        j -= 2;
        break;
      default:
        warp[--i] = static_cast<float>(j) - .5F;
        --j;
    }
    --i;
  }
  warp[0] = 0;
  smooth(warp);
  return warp;
}

}  // namespace resketch
