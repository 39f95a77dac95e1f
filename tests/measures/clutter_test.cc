// Canvases with clutter, and what attention makes of them.
#include "measures/clutter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "measures/attention.h"

namespace resketch {
namespace {

constexpr int kPixels = kWindowSide * kWindowSide;

/// Image i is a bar of brightness (i + 1) / 10 across the middle, labelled i.
Dataset bars() {
  Dataset out;
  out.dims = kWindowSide;
  for (int i = 0; i < 10; ++i) {
    std::vector<float> image(kPixels, 0.0F);
    std::fill_n(image.begin() + 12 * kWindowSide, 4 * kWindowSide, static_cast<float>(i + 1) / 10);
    out.append(image, i);
  }
  return out;
}

float at(const Canvas& canvas, int row, int column) {
  return canvas.pixels[row * kCanvasSide + column];
}

TEST(Clutter, TheSameSeedComposesTheSameCanvasesAndEveryCanvasIsItsOwn) {
  const auto first = compose_canvases(bars(), 5, 1, 7);
  const auto fewer = compose_canvases(bars(), 3, 1, 7);
  const auto other = compose_canvases(bars(), 3, 1, 8);
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(fewer[n].pixels, first[n].pixels);
    EXPECT_NE(other[n].pixels, first[n].pixels);
  }
  EXPECT_NE(first[0].pixels, first[1].pixels);
}

TEST(Clutter, ACanvasHoldsItsDigitsWhereItSaysAndTheyDoNotTouch) {
  for (const int digits : {0, 1, 2}) {
    for (const Canvas& canvas : compose_canvases(bars(), 50, digits, 3)) {
      ASSERT_EQ(canvas.objects.size(), static_cast<std::size_t>(digits));
      for (const auto& [label, place] : canvas.objects) {
        for (int x = 0; x < kWindowSide; ++x)
          EXPECT_GE(at(canvas, place.row + 13, place.column + x), static_cast<float>(label + 1) / 10);
      }
      if (digits < 2) continue;
      const Place& a = canvas.objects[0].place;
      const Place& b = canvas.objects[1].place;
      EXPECT_GE(std::max(std::abs(a.row - b.row), std::abs(a.column - b.column)), 20);
    }
  }
}

TEST(Clutter, PiecesBringAboutAsMuchInkAsTheDigitTheyStandInFor) {
  const auto ink = [](int digits) {
    double sum = 0;
    for (const Canvas& canvas : compose_canvases(bars(), 200, digits, 3))
      sum = std::accumulate(canvas.pixels.begin(), canvas.pixels.end(), sum);
    return sum;
  };
  EXPECT_NEAR(ink(0) / ink(1), 1, 0.25);
}

TEST(Clutter, APieceOverTheEdgeIsCutAndOneAmongInkLeavesTheLargerValue) {
  Piece piece;
  piece.fill(0.5F);
  std::vector<float> canvas(kPixels, 0.0F);
  canvas[0] = 0.8F;
  join_piece(piece, -6, -7, canvas, kWindowSide);
  EXPECT_EQ(canvas[0], 0.8F);
  EXPECT_EQ(canvas[kWindowSide], 0.5F);
  EXPECT_FLOAT_EQ(std::accumulate(canvas.begin(), canvas.end(), 0.0F), 0.8F + 0.5F);
  join_piece(piece, 24, 26, canvas, kWindowSide);
  EXPECT_FLOAT_EQ(std::accumulate(canvas.begin(), canvas.end(), 0.0F), 0.8F + 0.5F + 8 * 0.5F);
}

TEST(Clutter, TheMaskedErrorDoesNotSeeWhatIsNotRedrawnAndSeesWhatIsMissing) {
  const Dataset images = bars();
  const std::vector<float> bar(images.values.begin() + 9 * kPixels, images.values.begin() + 10 * kPixels);
  std::vector<float> cluttered = bar;
  std::fill_n(cluttered.begin(), 6 * kWindowSide, 1.0F);
  const WindowErrors clean = window_errors(bar, bar);
  const WindowErrors beside = window_errors(cluttered, bar);
  EXPECT_EQ(beside.masked, clean.masked);
  EXPECT_GT(beside.relative, clean.relative);
  const std::vector<float> nothing(kPixels, 0.0F);
  EXPECT_GT(window_errors(nothing, bar).masked, 1.5 * clean.masked);
  // Nothing was redrawn, so nothing is masked in: no good score for all that.
  EXPECT_GT(window_errors(bar, nothing).masked, 100 * clean.masked);
}

}  // namespace
}  // namespace resketch
