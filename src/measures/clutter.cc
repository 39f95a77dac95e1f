#include "measures/clutter.h"

#include <algorithm>
#include <cstdlib>

namespace resketch {
namespace {

constexpr int kPieces = 12;        // anywhere
constexpr int kPiecesOverIt = 2;   // touching a digit's window
constexpr int kPiecesInstead = 6;  // about a digit's ink
constexpr int kPlaces = kCanvasSide - kWindowSide + 1;

Place random_place(RandomStream& stream) {
  return {static_cast<int>(stream.below(kPlaces)), static_cast<int>(stream.below(kPlaces))};
}

/// MNIST's digits keep to the inner 20 x 20 pixels of their windows, so these do not touch.
bool are_apart(const Place& a, const Place& b) {
  constexpr int kDigitSide = 20;
  return std::abs(a.row - b.row) >= kDigitSide || std::abs(a.column - b.column) >= kDigitSide;
}

/// One or two places. Beside a place in the middle there is none for another, so both are drawn anew.
std::vector<Place> random_places(int count, RandomStream& stream) {
  std::vector<Place> out(count);
  do {
    for (Place& place : out) place = random_place(stream);
  } while (count == 2 && !are_apart(out[0], out[1]));
  return out;
}

class Composer {
 public:
  Composer(const Dataset& images, RandomStream& stream)
      : images_(images), stream_(stream), canvas_{std::vector<float>(kCanvasSide * kCanvasSide, 0.0F)} {}

  void draw_digit(const Place& place) {
    const int item = random_item();
    const std::span<const float> digit = pixels(item);
    for (int y = 0; y < kWindowSide; ++y) {
      for (int x = 0; x < kWindowSide; ++x) {
        float& pixel = canvas_.pixels[(place.row + y) * kCanvasSide + place.column + x];
        pixel = std::max(pixel, digit[y * kWindowSide + x]);
      }
    }
    canvas_.objects.push_back({images_.labels[item], place});
  }

  void scatter(int pieces, const Place& place, int size) {
    for (int i = 0; i < pieces; ++i)
      scatter_piece(cut_piece(pixels(random_item()), stream_), place.row, place.column, size, canvas_.pixels,
                    kCanvasSide, stream_);
  }

  Canvas take() { return std::move(canvas_); }

 private:
  int random_item() { return static_cast<int>(stream_.below(images_.size())); }
  std::span<const float> pixels(int item) const {
    constexpr int kPixels = kWindowSide * kWindowSide;
    return std::span(images_.values).subspan(static_cast<std::size_t>(item) * kPixels, kPixels);
  }

  const Dataset& images_;
  RandomStream& stream_;
  Canvas canvas_;
};

}  // namespace

int shared_pixels(const Place& a, const Place& b) {
  const int rows = std::max(0, kWindowSide - std::abs(a.row - b.row));
  const int columns = std::max(0, kWindowSide - std::abs(a.column - b.column));
  return rows * columns;
}

std::vector<Canvas> compose_canvases(const Dataset& images, int count, int digits, std::uint64_t seed) {
  std::vector<Canvas> out;
  for (int n = 0; n < count; ++n) {
    RandomStream stream(seed, kRandomSplit, digits, n);
    Composer composer(images, stream);
    // One digit or what stands in for it, or two digits.
    for (const Place& place : random_places(std::max(digits, 1), stream)) {
      if (digits > 0) composer.draw_digit(place);
      composer.scatter(digits > 0 ? kPiecesOverIt : kPiecesOverIt + kPiecesInstead, place, kWindowSide);
    }
    composer.scatter(kPieces, {0, 0}, kCanvasSide);
    out.push_back(composer.take());
  }
  return out;
}

void append_window(const Canvas& canvas, const Place& place, std::vector<float>& out) {
  for (int y = 0; y < kWindowSide; ++y) {
    const auto row = canvas.pixels.begin() + (place.row + y) * kCanvasSide + place.column;
    out.insert(out.end(), row, row + kWindowSide);
  }
}

}  // namespace resketch
