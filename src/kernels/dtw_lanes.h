// Dynamic time warping of one sequence with L others at once, a SIMD lane each.
#pragma once

#include <cstddef>

namespace resketch {

/// Sizes of a warp. All sequences have equally many points and channels.
struct DtwShape {
  int points = 0;           ///< N
  int channels = 0;         ///< values a point
  int band = 0;             ///< how far, in points, a warp may leave the diagonal; N - 1 or more: as it likes
  float bend = 0;           ///< added for every step that moves on in one sequence only
  bool keep_table = false;  ///< whether the whole table is wanted, for the way through it

  bool allows(int row, int column) const { return row - column <= band && column - row <= band; }
};

/// Floats that `totals` must hold, for L lanes.
std::size_t dtw_totals_size(const DtwShape& shape);

/// distances[l] = least sum of squared differences, and of bends, along a warp of sequence l onto `target`:
/// ends on ends, each step moves one point on in one of the two or in both.
/// @param target    [N, channels]
/// @param sequences [N, channels, L], aligned
/// @param totals    [N, N, L] (sequence's point, target's point) if keep_table, else [N, L]; aligned. Holds
/// the
///                  least sums up to each pair of points that the band allows, and anything elsewhere
/// @param distances [L], aligned
/// Source: Sakoe & Chiba 1978, with a constant for bending instead of weights.
void dtw_lanes(const DtwShape& shape, const float* target, const float* sequences, float* totals,
               float* distances);

}  // namespace resketch
