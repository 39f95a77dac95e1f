// Draws the sequences of one item to one scale: strokes and curves as SVG, images as pixels.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cli/markup.h"
#include "resketch/preprocessing.h"

namespace resketch::cli {

/// Sequences are preprocessed, [steps, dims]. Pen strokes keep their aspect, y up; series have a line for
/// each of their first axes; images keep their grey.
class Sketcher {
 public:
  using Values = std::span<const float>;

  /// The scale covers all of `seen`; what lies outside is cut off.
  Sketcher(const Preprocessing& preprocessing, const std::vector<Values>& seen);

  /// From now on redrawings are drawn over the shadow of `target`, which must outlive this object. Returns an
  /// invisible element that must stand on the page; `key` makes its name unique.
  std::string put_under(Values target, const std::string& key);

  std::string draw(Values values) const;
  /// draw() with thin lines from points of the redrawing to those of `exemplar` that `warp` [steps] says they
  /// come from. Strokes and series only.
  std::string draw_tied(Values values, Values exemplar, std::span<const float> warp) const;
  /// Where `values` has more (warm) or less (cold) than `target`; images only, else empty.
  std::string difference(Values values, Values target) const;

  /// How many axes of a series are not drawn.
  int hidden_axes() const;

 private:
  enum class Style { kStroke, kLines, kPixels };
  std::vector<Point> points(Values values, int axis) const;
  std::string curves(Values values) const;
  std::string svg(const std::string& content) const;
  std::string image(std::span<const std::uint8_t> pixels, int channels, const char* alt) const;

  const Preprocessing& preprocessing_;
  Style style_;
  std::string shadow_;                  ///< the element that shows it
  float width_ = 1000, height_ = 1000;  ///< of the view box
  float left_ = 0, bottom_ = 0;         ///< in data units
  float scale_x_ = 1, scale_y_ = 1;     ///< view box units for one of data
};

}  // namespace resketch::cli
