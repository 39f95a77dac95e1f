// The affine map that brings an exemplar closest to a target, point by point along their alignment.
#pragma once

#include "kernels/dtw_lanes.h"

namespace resketch {

/// An alignment by dtw_lanes: one lane of its table. Channels are D places, then D velocities.
struct AlignedPair {
  DtwShape shape;                    ///< with the table kept
  const float* target = nullptr;     ///< [N, 2 D]
  const float* exemplars = nullptr;  ///< [N, 2 D, L]
  const float* totals = nullptr;     ///< [N, N, L]
  int lane = 0;
  int lanes = 0;  ///< L
};

/// Places x and velocities v of the exemplar become A x + b and A v. A and b minimise the squared differences
/// along the alignment plus `ridge` |A - 1|^2 for each of its steps.
/// @param mapped [N, 2 D, L]; only the pair's lane is written
void map_exemplar(const AlignedPair& pair, double ridge, float* mapped);

}  // namespace resketch
