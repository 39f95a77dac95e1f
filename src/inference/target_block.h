// Targets side by side in SIMD lanes, made once and shown to every module.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/isa.h"

namespace resketch {

/// Up to L targets of T x D values, interleaved: values [T x D, L]. Lanes beyond `count` repeat the first
/// target, so that they converge as it does.
struct TargetBlock {
  int first = 0;  ///< item number of lane 0
  int count = 0;  ///< lanes in use
  AlignedVector<float> values;
};

/// `targets` is [count, size], row by row; item numbers begin at `first`.
inline TargetBlock make_target_block(int first, std::span<const float> targets, std::size_t size) {
  const std::size_t lanes = simd_lanes();
  TargetBlock block{first, static_cast<int>(targets.size() / size), {}};
  block.values.resize(size * lanes);
  for (std::size_t l = 0; l < lanes; ++l) {
    const float* from = targets.data() + (l < static_cast<std::size_t>(block.count) ? l : 0) * size;
    for (std::size_t n = 0; n < size; ++n) block.values[n * lanes + l] = from[n];
  }
  return block;
}

}  // namespace resketch
