// Canvases: digits at random places among pieces of other digits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "resketch/dataset.h"
#include "vision/clutter.h"

namespace resketch {

inline constexpr int kCanvasSide = 56;
inline constexpr int kWindowSide = kClutterSource;  ///< of a digit and of a look at the canvas

/// Upper left corner of a window.
struct Place {
  int row = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

struct Canvas {
  struct Object {
    int label = 0;
    Place place = {};
  };
  std::vector<float> pixels;  ///< [kCanvasSide, kCanvasSide]
  std::vector<Object> objects = {};
};

/// How many pixels two windows share.
int shared_pixels(const Place& a, const Place& b);

/// Composes canvases: `digits` (0, 1 or 2) digits that do not touch, each with two pieces that
/// touch its window, and twelve pieces anywhere. Where a digit is left out, six pieces stand in for it, so
/// that ink tells little. What a canvas shows depends on the seed and its number only.
/// @param images  28 x 28, labelled; digits and pieces come from them
std::vector<Canvas> compose_canvases(const Dataset& images, int count, int digits, std::uint64_t seed);

/// The window's pixels are appended to `out`.
void append_window(const Canvas& canvas, const Place& place, std::vector<float>& out);

}  // namespace resketch
