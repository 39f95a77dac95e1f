#include "cli/sketcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace resketch::cli {
namespace {

constexpr float kMargin = 70;  // of the view box, for the width of strokes
constexpr int kMostAxes = 6;   // colours that can be told apart

struct Bounds {
  float low = std::numeric_limits<float>::infinity();
  float high = -std::numeric_limits<float>::infinity();
  void add(float value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  float size() const { return high > low ? high - low : 1; }
};

}  // namespace

Sketcher::Sketcher(const Preprocessing& preprocessing, const std::vector<Values>& seen)
    : preprocessing_(preprocessing) {
  const bool is_pen = preprocessing.kind == DataKind::kPenVelocity && preprocessing.dims == 2;
  style_ = preprocessing.kind == DataKind::kImage ? Style::kPixels : is_pen ? Style::kStroke : Style::kLines;
  Bounds x;
  Bounds y;
  for (const Values values : seen) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto axis = i % preprocessing.dims;
      if (style_ == Style::kStroke) {
        (axis == 0 ? x : y).add(values[i] * preprocessing.sd[axis]);  // the mean moves all alike
      } else if (axis < kMostAxes) {
        y.add(values[i]);
      }
    }
  }
  if (style_ == Style::kStroke) {
    const float scale = std::min(width_ - 2 * kMargin, height_ - 2 * kMargin) / std::max(x.size(), y.size());
    scale_x_ = scale_y_ = scale;
    left_ = (x.low + x.high) / 2 - width_ / 2 / scale;
    bottom_ = (y.low + y.high) / 2 - height_ / 2 / scale;
  } else {
    width_ = 1600;
    scale_x_ = (width_ - 2 * kMargin) / static_cast<float>(std::max(1, preprocessing.steps - 1));
    left_ = -kMargin / scale_x_;
    scale_y_ = (height_ - 2 * kMargin) / y.size();
    bottom_ = y.low - kMargin / scale_y_;
  }
}

int Sketcher::hidden_axes() const {
  return style_ == Style::kLines ? std::max(0, preprocessing_.dims - kMostAxes) : 0;
}

std::vector<Point> Sketcher::points(Values values, int axis) const {
  std::vector<Point> list;
  const int dims = preprocessing_.dims;
  const float limit = 4 * width_;  // keeps paths of a diverged redrawing within what browsers draw
  for (int t = 0; t < preprocessing_.steps; ++t) {
    const float* step = values.data() + static_cast<std::size_t>(t) * dims;
    const bool stroke = style_ == Style::kStroke;
    const float x = stroke ? step[0] * preprocessing_.sd[0] : static_cast<float>(t);
    const float y = stroke ? step[1] * preprocessing_.sd[1] : step[axis];
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    list.push_back({std::clamp((x - left_) * scale_x_, -limit, limit),
                    std::clamp(height_ - (y - bottom_) * scale_y_, -limit, limit)});
  }
  return list;
}

std::string Sketcher::curves(Values values) const {
  std::string out;
  const int axes = style_ == Style::kStroke ? 1 : std::min(preprocessing_.dims, kMostAxes);
  for (int axis = 0; axis < axes; ++axis) {
    const auto list = points(values, axis);
    const std::string css = style_ == Style::kStroke ? "pen" : fmt::format("a{}", axis);
    out += fmt::format("<path class=\"{}\" d=\"{}\"/>", css, path_data(list));
    if (style_ == Style::kStroke && !list.empty()) {
      out += fmt::format("<circle cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"26\"/>", list.front().x, list.front().y);
    }
  }
  return out;
}

std::string Sketcher::svg(const std::string& content) const {
  return fmt::format("<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\">{}</svg>", width_, height_, content);
}

std::string Sketcher::image(std::span<const std::uint8_t> pixels, int channels, const char* alt) const {
  return fmt::format("<img alt=\"{}\" width=\"{}\" height=\"{}\" src=\"{}\">", alt, preprocessing_.dims,
                     preprocessing_.steps,
                     png_address(pixels, preprocessing_.dims, preprocessing_.steps, channels));
}

std::string Sketcher::put_under(Values target, const std::string& key) {
  if (style_ == Style::kPixels) return {};
  shadow_ = fmt::format("<use href=\"#t{}\"/>", key);
  return fmt::format("<svg class=\"def\" aria-hidden=\"true\"><g id=\"t{}\" class=\"target\">{}</g></svg>",
                     key, curves(target));
}

std::string Sketcher::draw(Values values) const {
  if (style_ != Style::kPixels) return svg(shadow_ + "<g class=\"drawn\">" + curves(values) + "</g>");
  std::vector<std::uint8_t> pixels(values.size());
  std::ranges::transform(values, pixels.begin(), grey);
  return image(pixels, 1, "");
}

std::string Sketcher::draw_tied(Values values, Values exemplar, std::span<const float> warp) const {
  constexpr std::size_t kEvery = 4;  // steps
  std::string ties;
  const int axes = style_ == Style::kStroke ? 1 : std::min(preprocessing_.dims, kMostAxes);
  for (int axis = 0; axis < axes; ++axis) {
    const auto to = points(values, axis);
    const auto from = points(exemplar, axis);
    for (std::size_t t = 0; t < to.size() && t < warp.size(); t += kEvery) {
      const auto step = static_cast<std::size_t>(std::lround(warp[t]));
      if (step >= from.size()) continue;
      ties += fmt::format("<path d=\"{}\"/>", path_data(std::vector<Point>{from[step], to[t]}));
    }
  }
  return svg(shadow_ + "<g class=\"ties\">" + ties + "</g><g class=\"drawn\">" + curves(values) + "</g>");
}

std::string Sketcher::difference(Values values, Values target) const {
  if (style_ != Style::kPixels) return {};
  static constexpr std::uint8_t kTooMuch[] = {224, 108, 34};
  static constexpr std::uint8_t kTooLittle[] = {38, 112, 214};
  std::vector<std::uint8_t> pixels;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float excess = values[i] - target[i];
    const auto& colour = excess > 0 ? kTooMuch : kTooLittle;
    pixels.insert(pixels.end(), {colour[0], colour[1], colour[2], grey(std::abs(excess))});
  }
  return image(pixels, 4, "difference");
}

}  // namespace resketch::cli
