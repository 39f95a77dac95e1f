// Sequences as strokes, images as pixels.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/markup.h"
#include "cli/report_page.h"

namespace resketch::cli {
namespace {

constexpr float kSide = 1000;
constexpr float kMargin = 60;

/// One frame around all strokes of a drawing, so that they can be compared.
struct Frame {
  float left = std::numeric_limits<float>::max();
  float bottom = std::numeric_limits<float>::max();
  float right = std::numeric_limits<float>::lowest();
  float top = std::numeric_limits<float>::lowest();

  void add(const ReportDrawing::Item& item) {
    for (int t = 0; t < item.steps; ++t) {
      const float x = item.values[2 * t];
      const float y = item.values[2 * t + 1];
      left = std::min(left, x);
      right = std::max(right, x);
      bottom = std::min(bottom, y);
      top = std::max(top, y);
    }
  }
};

std::string stroke(const ReportDrawing::Item& item, const Frame& frame) {
  const float size = std::max({frame.right - frame.left, frame.top - frame.bottom, 1e-6F});
  const float scale = (kSide - 2 * kMargin) / size;
  const float shift_x = (kSide - (frame.right - frame.left) * scale) / 2;
  const float shift_y = (kSide - (frame.top - frame.bottom) * scale) / 2;
  std::vector<Point> points;
  for (int t = 0; t < item.steps; ++t) {
    points.push_back({shift_x + (item.values[2 * t] - frame.left) * scale,
                      kSide - shift_y - (item.values[2 * t + 1] - frame.bottom) * scale});
  }
  return fmt::format(
      "<svg viewBox=\"0 0 1000 1000\" role=\"img\" aria-label=\"{}\"><path d=\"{}\"/>"
      "<circle cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"26\"/></svg>",
      escape_html(item.caption), path_data(points), points.front().x, points.front().y);
}

std::string image(const ReportDrawing::Item& item) {
  std::vector<std::uint8_t> pixels(item.values.size());
  std::ranges::transform(item.values, pixels.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::lround(255 * (1 - std::clamp(value, 0.0F, 1.0F))));
  });
  return fmt::format("<img alt=\"{}\" width=\"{}\" height=\"{}\" src=\"{}\">", escape_html(item.caption),
                     item.dims, item.steps, png_address(pixels, item.dims, item.steps, 1));
}

}  // namespace

std::string drawing_html(const ReportDrawing& drawing) {
  const bool pen = drawing.kind == "pen";
  Frame frame;
  for (const auto& row : drawing.rows) {
    for (const auto& item : row.items) {
      if (pen) frame.add(item);
    }
  }
  std::string out = fmt::format("<section class=\"drawing\"><h3>{}</h3>", escape_html(drawing.title));
  for (const auto& row : drawing.rows) {
    out += fmt::format("<div class=\"sketches\"><h4>{}</h4><div>", escape_html(row.label));
    for (const auto& item : row.items) {
      out += fmt::format("<figure>{}<figcaption>{}</figcaption></figure>",
                         pen ? stroke(item, frame) : image(item), escape_html(item.caption));
    }
    out += "</div></div>";
  }
  return out + "</section>\n";
}

}  // namespace resketch::cli
