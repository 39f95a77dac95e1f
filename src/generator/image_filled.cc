#include "generator/image_filled.h"

#include <algorithm>
#include <cstddef>

#include "generator/image_constants.h"
#include "generator/image_pose.h"

namespace resketch {
namespace {

constexpr int kSize = kNormalSize;

/// The depth of every pixel, and the pixel of ink that sets it.
struct Depths {
  std::vector<float> values;
  std::vector<int> sources;
};

Depths depths_of(std::span<const float> ink) {
  const auto wall = [&](int p) { return std::min(kImages.wall_gain * ink[p], 1.0F); };
  Depths out{std::vector<float>(kSize * kSize, 1.0F), std::vector<int>(kSize * kSize)};
  for (int p = 0; p < kSize * kSize; ++p) out.sources[p] = p;
  // Everything begins as deep as can be; what has a shallower neighbour rises to it, as far as its own ink
  // lets it. The order changes from sweep to sweep, so that few are needed.
  const auto rise = [&](int p) {
    const int y = p / kSize;
    const int x = p % kSize;
    const float own = wall(p);
    float value = own;
    int source = p;
    if (y > 0 && x > 0 && y < kSize - 1 && x < kSize - 1) {
      int way = p - 1;
      for (const int q : {p + 1, p - kSize, p + kSize}) {
        if (out.values[q] < out.values[way]) way = q;
      }
      if (out.values[way] > own) {
        value = out.values[way];
        source = out.sources[way];
      }
    }
    if (!(value < out.values[p])) return false;  // nor where ink is not a number: every sweep must sink
    out.values[p] = value;
    out.sources[p] = source;
    return true;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (int p = 0; p < kSize * kSize; ++p) changed |= rise(p);
    for (int p = kSize * kSize; p-- > 0;) changed |= rise(p);
  }
  return out;
}

}  // namespace

std::vector<float> filled(std::span<const float> ink) {
  return depths_of(ink).values;
}

std::vector<float> gradient_through_filled(std::span<const float> ink, std::span<const float> by_filled) {
  const Depths depths = depths_of(ink);
  std::vector<float> by_ink(ink.size(), 0.0F);
  for (std::size_t p = 0; p < ink.size(); ++p) {
    if (depths.values[p] < 1) by_ink[depths.sources[p]] += kImages.wall_gain * by_filled[p];
  }
  return by_ink;
}

}  // namespace resketch
