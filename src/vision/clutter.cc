#include "vision/clutter.h"

#include <algorithm>
#include <numeric>

namespace resketch {

Piece cut_piece(std::span<const float> image, RandomStream& stream) {
  constexpr int kTries = 50;
  constexpr float kLeastInk = kPieceSide;  // about a stroke across
  constexpr int kPlaces = kClutterSource - kPieceSide + 1;
  Piece out{};
  for (int i = 0; i < kTries && std::accumulate(out.begin(), out.end(), 0.0F) < kLeastInk; ++i) {
    const int row = static_cast<int>(stream.below(kPlaces));
    const int column = static_cast<int>(stream.below(kPlaces));
    for (int y = 0; y < kPieceSide; ++y) {
      for (int x = 0; x < kPieceSide; ++x)
        out[y * kPieceSide + x] = image[(row + y) * kClutterSource + column + x];
    }
  }
  return out;
}

void join_piece(const Piece& piece, int row, int column, std::span<float> canvas, int side) {
  for (int y = std::max(0, -row); y < std::min(kPieceSide, side - row); ++y) {
    for (int x = std::max(0, -column); x < std::min(kPieceSide, side - column); ++x) {
      float& pixel = canvas[(row + y) * side + column + x];
      pixel = std::max(pixel, piece[y * kPieceSide + x]);
    }
  }
}

void scatter_piece(const Piece& piece, int row, int column, int size, std::span<float> canvas, int side,
                   RandomStream& stream) {
  const auto places = static_cast<std::uint32_t>(size + kPieceSide - 1);
  const int y = row - kPieceSide + 1 + static_cast<int>(stream.below(places));
  const int x = column - kPieceSide + 1 + static_cast<int>(stream.below(places));
  join_piece(piece, y, x, canvas, side);
}

}  // namespace resketch
