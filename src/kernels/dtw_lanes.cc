#include "kernels/dtw_lanes.h"

#include <algorithm>

#include "kernels/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/dtw_lanes.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using Lane = hn::ScalableTag<float>;
using Vec = hn::Vec<Lane>;

constexpr float kFar = 1e30F;  // never chosen; a few of them are finite still

/// kChannels is 0 where the number of channels is known at run time only.
template <int kChannels>
HWY_INLINE Vec point_cost(size_t L, int channels, const float* HWY_RESTRICT target,
                          const float* HWY_RESTRICT sequence) {
  const Lane d;
  Vec cost = hn::Zero(d);
  const int count = kChannels > 0 ? kChannels : channels;
  for (int c = 0; c < count; ++c) {
    const Vec apart = hn::Sub(hn::Load(d, sequence + c * L), hn::Set(d, target[c]));
    cost = hn::MulAdd(apart, apart, cost);
  }
  return cost;
}

template <int kChannels>
void warp(const DtwShape& shape, const float* HWY_RESTRICT target, const float* HWY_RESTRICT sequences,
          float* HWY_RESTRICT totals, float* HWY_RESTRICT distances) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int N = shape.points;
  const Vec far = hn::Set(d, kFar);
  const Vec bend = hn::Set(d, shape.bend);
  const size_t row_stride = shape.keep_table ? N * L : 0;
  float* row = totals;
  for (int i = 0; i < N; ++i) {
    const float* before = row - (i > 0 ? row_stride : 0);  // without a table, what this row is written over
    const float* sequence = sequences + static_cast<size_t>(i) * shape.channels * L;
    const int first = std::max(0, i - shape.band);
    const int last = std::min(N - 1, i + shape.band);
    Vec left = far;
    Vec diagonal = i == 0 ? hn::Zero(d) : first > 0 ? hn::Load(d, before + (first - 1) * L) : far;
    for (int j = first; j <= last; ++j) {
      const Vec above = i == 0 ? far : hn::Load(d, before + j * L);
      const Vec cost = point_cost<kChannels>(L, shape.channels,
                                             target + static_cast<size_t>(j) * shape.channels, sequence);
      left = hn::Add(cost, hn::Min(diagonal, hn::Add(bend, hn::Min(left, above))));
      diagonal = above;
      hn::Store(left, d, row + j * L);
    }
    if (last + 1 < N) hn::Store(far, d, row + (last + 1) * L);  // the next row looks there
    if (i == N - 1) hn::Store(left, d, distances);
    row += row_stride;
  }
}

}  // namespace

// Dispatch needs a name outside the anonymous namespace.
void dtw_lanes_entry(const DtwShape& shape, const float* target, const float* sequences, float* totals,
                     float* distances) {
  if (shape.channels == 4) {
    warp<4>(shape, target, sequences, totals, distances);
  } else {
    warp<0>(shape, target, sequences, totals, distances);
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(dtw_lanes_entry);

std::size_t dtw_totals_size(const DtwShape& shape) {
  const std::size_t row = static_cast<std::size_t>(shape.points) * simd_lanes();
  return shape.keep_table ? row * shape.points : row;
}

void dtw_lanes(const DtwShape& shape, const float* target, const float* sequences, float* totals,
               float* distances) {
  HWY_DYNAMIC_DISPATCH(dtw_lanes_entry)(shape, target, sequences, totals, distances);
}

}  // namespace resketch
#endif
