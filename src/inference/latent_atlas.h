// What a module draws all over its latent space, kept so that a search can begin near its end.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/lstm_packed.h"

namespace resketch {

/// Drawings from P points of the simplex: the finest regular lattice of at most kMostPoints, and its middle.
/// Comparing a target with a drawing costs a search about 1 % of a pass.
class LatentAtlas {
 public:
  static constexpr int kMostPoints = 200;

  explicit LatentAtlas(const PackedLstm& lstm);

  /// The nearest drawing of every target.
  struct Nearest {
    std::vector<float> z;     ///< [N, K]
    std::vector<float> loss;  ///< [N] its mean squared error
  };
  /// @param targets [T x D, N]: a column a target
  /// @param without [N] a latent weight that must be zero, or -1; empty: none anywhere
  Nearest nearest(std::span<const float> targets, std::span<const int> without) const;

  /// Where else a search may well begin: the nearest drawing but one among those that are nearer than all
  /// their neighbours on the lattice. [N, K]; the nearest itself where there is no other.
  std::vector<float> other_valleys(std::span<const float> targets, std::span<const int> without) const;

 private:
  int points() const { return static_cast<int>(half_squares_.size()); }
  std::size_t drawing_size() const { return drawings_.size() / half_squares_.size(); }
  std::span<const float> latent(int point) const { return {&latents_[point * inputs_], inputs_}; }
  AlignedVector<float> distances(std::span<const float> targets, std::span<const int> without) const;

  std::size_t inputs_ = 0;                    // K
  AlignedVector<float> latents_;              // [P, K]
  AlignedVector<float> drawings_;             // [P, T x D]
  AlignedVector<float> half_squares_;         // [P] half the squared norm of each drawing
  std::vector<std::vector<int>> neighbours_;  // [P] points at most a step along an edge away
};

}  // namespace resketch
