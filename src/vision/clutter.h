// Clutter: pieces of images that hide a part of another, or lie about between objects.
#pragma once

#include <array>
#include <span>

#include "base/random.h"

namespace resketch {

/// Side of an image that pieces are cut from, and of a piece.
inline constexpr int kClutterSource = 28;
inline constexpr int kPieceSide = 8;

using Piece = std::array<float, kPieceSide * kPieceSide>;

/// Cuts a piece with ink on it from a random place of an image; the last one tried if it finds none.
Piece cut_piece(std::span<const float> image, RandomStream& stream);

/// Joins a piece to a square canvas by the larger value of each pixel; what is over the edge is left out.
void join_piece(const Piece& piece, int row, int column, std::span<float> canvas, int side);

/// Joins a piece at a random place that touches the square of `size` pixels a side at (row, column).
void scatter_piece(const Piece& piece, int row, int column, int size, std::span<float> canvas, int side,
                   RandomStream& stream);

}  // namespace resketch
