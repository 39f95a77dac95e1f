// The coarse control grid that bends an image: its sizes, its memory and how a pixel hangs between its nodes.
#pragma once

#include <array>

#include "base/aligned.h"

namespace resketch {

inline constexpr int kWarpChannels = 8;  ///< values a pixel
inline constexpr int kWarpMargin = 4;  ///< pixels of zeros around the image that moves: a pixel may leave it
inline constexpr int kCellsPerAxis = 4;
inline constexpr int kNodesPerAxis = kCellsPerAxis + 1;
inline constexpr int kCells = kCellsPerAxis * kCellsPerAxis;
inline constexpr int kNodes = kNodesPerAxis * kNodesPerAxis;
inline constexpr int kWarpUnknowns = 2 * kNodes;

/// Unknowns further apart than this never meet: a second difference down the grid spans two rows of nodes.
inline constexpr int kWarpBand = 2 * 2 * kNodesPerAxis + 2;

/// The displacement of each node, row by row: x, y in pixels.
using WarpCoefficients = std::array<float, kWarpUnknowns>;

/// Symmetric banded equations. Row j holds the entries (j, j), (j, j + 1), ...; rows and columns past the
/// last unknown exist so that whole vectors can be read and written, and are zero.
struct WarpSystem {
  static constexpr int kStride = 32;
  alignas(kSimdAlignment) float matrix[kWarpUnknowns + kWarpBand][kStride];
  alignas(kSimdAlignment) float right[kWarpUnknowns + kStride];
};

/// A square image of `size` x `size` pixels under the grid, size a multiple of kCellsPerAxis. Node n of an
/// axis lies at pixel n * side - 1/2, so that two pixels of a fine grid share the place of one of a grid half
/// as fine.
class WarpGrid {
 public:
  explicit WarpGrid(int size);

  int size() const { return size_; }
  int side() const { return side_; }  ///< pixels along a cell
  int width() const { return size_ + 2 * kWarpMargin; }
  int fixed_values() const { return size_ * size_ * kWarpChannels; }  ///< of the image that stays
  int moved_values() const {
    return width() * width() * kWarpChannels;
  }  ///< of the image that moves, with margin

  /// [side * side] share of corner 0..3 (upper left, upper right, lower left, lower right) in a cell's
  /// pixels.
  const float* corner(int which) const { return &weights_[which * side_ * side_]; }
  /// [side * side] product of two corners' shares; pair 0..9 counts (0, 0), (0, 1), .. (0, 3), (1, 1), .. (3,
  /// 3).
  const float* corner_pair(int which) const { return &weights_[(4 + which) * side_ * side_]; }

 private:
  int size_;
  int side_;
  AlignedVector<float> weights_;
};

/// Index of the node at `corner` of `cell`, both counted row by row.
constexpr int node_of(int cell, int corner) {
  return (cell / kCellsPerAxis + corner / 2) * kNodesPerAxis + cell % kCellsPerAxis + corner % 2;
}

}  // namespace resketch
