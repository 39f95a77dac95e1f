#include "data/dtw.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <limits>

namespace resketch {
namespace {

using Lanes = DtwItems::Lanes;
constexpr int kLanes = DtwItems::kLanes;

Lanes broadcast(float value) {
  return Lanes{value, value, value, value};
}

// Warps the items of one block against R references side by side: the recurrence along a row is a
// chain of dependent minima, and R independent chains fill the time that one would wait.
// `row` is scratch of [item steps, R].
template <int R>
std::array<Lanes, R> warp_block(const Lanes* items, int item_steps, int dims, const SequenceView* references,
                                int band, Lanes* row) {
  const Lanes infinity = broadcast(std::numeric_limits<float>::infinity());
  const int steps = references[0].steps;
  std::fill(row, row + static_cast<std::size_t>(item_steps) * R, infinity);
  std::array<const float*, R> points;
  for (int r = 0; r < R; ++r) points[r] = references[r].values.data();
  for (int i = 0; i < steps; ++i) {
    const int first = band == kNoBand ? 0 : std::max(0, i - band);
    const int last = band == kNoBand ? item_steps - 1 : std::min(item_steps - 1, i + band);
    std::array<Lanes, R> left;      // this row, one step back
    std::array<Lanes, R> diagonal;  // the row above, one step back
    for (int r = 0; r < R; ++r) {
      left[r] = infinity;
      diagonal[r] = first > 0 ? row[(first - 1) * R + r] : broadcast(i == 0 ? 0.0F : infinity[0]);
    }
    for (int j = first; j <= last; ++j) {
      const Lanes* item = items + static_cast<std::size_t>(j) * dims;
      for (int r = 0; r < R; ++r) {
        Lanes cost = broadcast(0.0F);
        for (int d = 0; d < dims; ++d) {
          const Lanes difference = item[d] - points[r][d];
          cost += difference * difference;
        }
        const Lanes above = row[j * R + r];
        const Lanes best = above < diagonal[r] ? above : diagonal[r];
        left[r] = cost + (best < left[r] ? best : left[r]);
        diagonal[r] = above;
        row[j * R + r] = left[r];
      }
    }
    for (int r = 0; r < R; ++r) points[r] += dims;
  }
  std::array<Lanes, R> distances;
  for (int r = 0; r < R; ++r) distances[r] = row[(item_steps - 1) * R + r];
  return distances;
}

}  // namespace

DtwItems::DtwItems(std::span<const float* const> rows, int steps, int dims)
    : size_(static_cast<int>(rows.size())), steps_(steps), dims_(dims) {
  const std::size_t length = static_cast<std::size_t>(steps) * dims;
  values_.resize(length * blocks(), broadcast(0.0F));
  for (int n = 0; n < size_; ++n) {
    Lanes* block = values_.data() + length * (n / kLanes);
    for (std::size_t k = 0; k < length; ++k) block[k][n % kLanes] = rows[n][k];
  }
}

std::vector<float> dtw_distances(const DtwItems& items, std::span<const SequenceView> references, int band) {
  constexpr int kTogether = 4;
  const int count = static_cast<int>(references.size());
  std::vector<float> distances(static_cast<std::size_t>(items.size()) * count);
  AlignedVector<Lanes> row(static_cast<std::size_t>(items.steps()) * kTogether);
  for (int b = 0; b < items.blocks(); ++b) {
    const auto store = [&](int reference, const Lanes& lanes) {
      for (int l = 0; l < std::min(kLanes, items.size() - b * kLanes); ++l) {
        distances[static_cast<std::size_t>(b * kLanes + l) * count + reference] = lanes[l];
      }
    };
    for (int r = 0; r < count;) {
      const SequenceView* group = &references[r];
      assert(group->dims == items.dims() && group->steps > 0);
      const int width = band == kNoBand ? kNoBand : std::max(band, std::abs(group->steps - items.steps()));
      const bool together = r + kTogether <= count &&
                            std::all_of(group, group + kTogether,
                                        [&](const SequenceView& view) { return view.steps == group->steps; });
      if (together) {
        const auto lanes =
            warp_block<kTogether>(items.block(b), items.steps(), items.dims(), group, width, row.data());
        for (int k = 0; k < kTogether; ++k) store(r + k, lanes[k]);
        r += kTogether;
      } else {
        store(r, warp_block<1>(items.block(b), items.steps(), items.dims(), group, width, row.data())[0]);
        r += 1;
      }
    }
  }
  return distances;
}

}  // namespace resketch
