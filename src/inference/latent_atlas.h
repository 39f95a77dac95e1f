// What a module draws all over its latent space, kept so that a search can begin near its end.
#pragma once

#include <span>

#include "base/aligned.h"
#include "kernels/lstm_packed.h"

namespace resketch {

/// Drawings from P points of the simplex: the finest regular lattice of at most kMostPoints, and its middle.
/// A lattice point costs a search a hundredth of a pass.
class LatentAtlas {
 public:
  static constexpr int kMostPoints = 300;

  explicit LatentAtlas(const PackedLstm& lstm);

  /// For every lane of `targets` [T x D, L] the latent of the drawing nearest to it, as z [K, L]. A lane
  /// whose `without` is not negative takes none that uses this latent weight (empty: all may take any).
  AlignedVector<float> nearest(std::span<const float> targets, std::span<const int> without) const;

 private:
  int points() const { return static_cast<int>(half_squares_.size()); }

  int inputs_ = 0;                     // K
  AlignedVector<float> latents_;       // [P, K]
  AlignedVector<float> drawings_;      // [P, T x D]
  AlignedVector<float> half_squares_;  // [P] half the squared norm of each drawing
};

}  // namespace resketch
