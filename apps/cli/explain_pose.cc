// How the nearest example was moved to draw an item: in a sentence, as JSON, and as a panel of pictures.
#include "cli/explain_pose.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cli/sketcher.h"

namespace resketch::cli {
namespace {

constexpr int kGridCells = 7;
constexpr float kUnit = 100;  // of a view box, for a pixel or a step

/// "7° to the left" where it is visible at all.
void add_angle(const char* verb, double degrees, const char* positive, const char* negative,
               std::vector<std::string>& parts) {
  if (std::abs(degrees) < 1) return;
  parts.push_back(
      fmt::format("{} {:.0f}° to the {}", verb, std::abs(degrees), degrees > 0 ? positive : negative));
}

void add_size(double size, const char* more, const char* less, std::vector<std::string>& parts) {
  const double percent = 100 * std::abs(size - 1);
  if (percent >= 1.5) parts.push_back(fmt::format("{:.0f} % {}", percent, size > 1 ? more : less));
}

void add_shift(const PoseAndWarp& moved, bool image, std::vector<std::string>& parts) {
  std::vector<std::string> ways;
  const auto add = [&](double by, const char* positive, const char* negative) {
    if (std::abs(by) < (image ? .25 : .02)) return;
    const char* way = by > 0 ? positive : negative;
    ways.push_back(image ? fmt::format("{:.1f} pixels {}", std::abs(by), way)
                         : fmt::format("{:.0f} % of its size {}", 100 * std::abs(by), way));
  };
  add(moved.right, "right", "left");
  add(moved.up, "up", "down");
  if (!ways.empty()) parts.push_back(fmt::format("moved {}", fmt::join(ways, " and ")));
}

/// Steps by which the warp leaves a steady pace, at most.
double most_uneven(const std::vector<float>& warp) {
  std::size_t first = 0;
  std::size_t last = warp.size() - 1;
  while (first < last && warp[first + 1] <= warp[first]) ++first;  // at rest
  while (last > first && warp[last - 1] >= warp[last]) --last;
  double most = 0;
  for (std::size_t t = first; t < last; ++t) {
    const double share = static_cast<double>(t - first) / static_cast<double>(last - first);
    const double steady =
        (1 - share) * static_cast<double>(warp[first]) + share * static_cast<double>(warp[last]);
    most = std::max(most, std::abs(static_cast<double>(warp[t]) - steady));
  }
  return most;
}

std::vector<std::string> parts_of(const PoseAndWarp& moved, bool image) {
  std::vector<std::string> parts;
  add_angle("turned", moved.turn, "left", "right", parts);
  add_angle("slanted", moved.slant, "right", "left", parts);
  if (std::abs(moved.width - moved.height) < .03) {
    add_size((moved.width + moved.height) / 2, "larger", "smaller", parts);
  } else {
    add_size(moved.width, "wider", "narrower", parts);
    add_size(moved.height, "taller", "lower", parts);
  }
  add_shift(moved, image, parts);
  if (image && moved.bend >= .25) parts.push_back(fmt::format("bent by up to {:.1f} pixels", moved.bend));
  if (!image && moved.bend >= .01)
    parts.push_back(fmt::format("bent by up to {:.0f} % of its size", 100 * moved.bend));
  if (const double uneven = image ? 0 : most_uneven(moved.warp); uneven >= 1)
    parts.push_back(fmt::format("its pace uneven by up to {:.0f} steps", uneven));
  return parts;
}

std::string figure(const std::string& drawing, const std::string& caption) {
  return fmt::format("<figure>{}<figcaption>{}</figcaption></figure>", drawing, caption);
}

/// A picture of `rows` x `columns` pixels under the lines that `at` puts where pixels of a regular grid are.
template <typename At>
std::string under_grid(const std::string& picture, int rows, int columns, At at) {
  const auto line = [&](auto point, int length) {
    std::vector<Point> points;
    for (int i = 0; i < length; ++i) points.push_back(point(i));
    return fmt::format("<path d=\"{}\"/>", path_data(points));
  };
  std::string lines;
  for (int cell = 0; cell <= kGridCells; ++cell) {
    const int row = cell * (rows - 1) / kGridCells;
    const int column = cell * (columns - 1) / kGridCells;
    lines +=
        line([&](int i) { return at(row, i); }, columns) + line([&](int i) { return at(i, column); }, rows);
  }
  return fmt::format(
      "<div class=\"over\">{}<svg viewBox=\"0 0 {:.0f} {:.0f}\" class=\"grid\" "
      "aria-hidden=\"true\">{}</svg></div>",
      picture, kUnit * static_cast<float>(columns), kUnit * static_cast<float>(rows), lines);
}

Point middle_of(double column, double row) {
  return {kUnit * static_cast<float>(column + .5), kUnit * static_cast<float>(row + .5)};
}

std::string image_figures(const Preprocessing& preprocessing, const PoseAndWarp& moved,
                          std::span<const float> exemplar, std::span<const float> drawn) {
  const Sketcher sketcher(preprocessing, {});
  const int rows = preprocessing.steps;
  const int columns = preprocessing.dims;
  const auto source = [&](int row, int column) {
    const float* from = &moved.warp[2 * (static_cast<std::size_t>(row) * columns + column)];
    return middle_of(from[0], from[1]);
  };
  return figure(under_grid(sketcher.draw(exemplar), rows, columns, source), "the example, under a grid") +
         figure(under_grid(sketcher.draw(drawn), rows, columns,
                           [](int row, int column) { return middle_of(column, row); }),
                "moved and bent until the grid is straight");
}

/// The exemplar's step over the redrawing's, and where they would be one.
std::string warp_curve(const std::vector<float>& warp) {
  const float side = kUnit * static_cast<float>(warp.size() - 1);
  std::vector<Point> points;
  for (std::size_t t = 0; t < warp.size(); ++t)
    points.push_back({kUnit * static_cast<float>(t), side - kUnit * warp[t]});
  const float line = side / 60;
  return fmt::format(
      "<svg viewBox=\"{0:.0f} {0:.0f} {1:.0f} {1:.0f}\" role=\"img\" class=\"time\" "
      "style=\"--line-width:{2:.0f}\">"
      "<path class=\"even\" d=\"M0 {3:.0f}L{3:.0f} 0\"/><path d=\"{4}\"/></svg>",
      -3 * line, side + 6 * line, line, side, path_data(points));
}

std::string stroke_figures(const Preprocessing& preprocessing, const PoseAndWarp& moved,
                           std::span<const float> exemplar, std::span<const float> drawn,
                           const std::string& key) {
  Sketcher sketcher(preprocessing, {exemplar, drawn});
  const std::string shadow = sketcher.put_under(exemplar, key + "p");
  return shadow +
         figure(sketcher.draw_tied(drawn, exemplar, moved.warp),
                "the example (shadow) and the redrawing, point to point") +
         figure(warp_curve(moved.warp), "time in the example, over time in the redrawing");
}

}  // namespace

std::string pose_text(const PoseAndWarp& moved, DataKind kind) {
  const auto parts = parts_of(moved, kind == DataKind::kImage);
  return fmt::format("example {}{}", moved.exemplar + 1,
                     parts.empty() ? " as it is" : fmt::format(": {}", fmt::join(parts, ", ")));
}

std::string pose_panel(const ExplainPage& page, const ExplainedItem& item, const std::string& key) {
  const Reconstruction& best = item.decision.reconstructions[item.decision.best];
  if (!best.pose_and_warp) return {};
  const PoseAndWarp& moved = *best.pose_and_warp;
  const Module& module = page.model.modules[item.decision.best];
  const std::size_t size = item.target.size();
  const auto exemplar = std::span(module.exemplars).subspan(moved.exemplar * size, size);
  const bool image = page.model.preprocessing.kind == DataKind::kImage;
  std::string out = fmt::format("<section class=\"pose\"><h3>How example {} of “{}” was moved</h3><div>",
                                moved.exemplar + 1, escape_html(module.label));
  out += image ? image_figures(page.model.preprocessing, moved, exemplar, best.values)
               : stroke_figures(page.model.preprocessing, moved, exemplar, best.values, key);
  out += "<ul>";
  const auto parts = parts_of(moved, image);
  for (const std::string& part : parts) out += fmt::format("<li>{}</li>", part);
  if (parts.empty()) out += "<li>as it is</li>";
  return out + "</ul></div></section>";
}

Json pose_json(const PoseAndWarp& moved, int dims, DataKind kind) {
  std::vector<float> places = moved.warp;
  for (float& place : places) place = std::round(100 * place) / 100;  // there may be one a pixel
  Json warp = to_json(places);
  if (kind == DataKind::kImage) {
    warp = Json::array();
    const std::size_t row = 2UL * dims;
    for (std::size_t at = 0; at < places.size(); at += row)
      warp.push_back(to_json(SequenceView{std::span(places).subspan(at, row), dims, 2}));
  }
  return {
      {"exemplar", moved.exemplar}, {"width", moved.width}, {"height", moved.height}, {"slant", moved.slant},
      {"turn", moved.turn},         {"right", moved.right}, {"up", moved.up},         {"bend", moved.bend},
      {"warp", std::move(warp)}};
}

}  // namespace resketch::cli
