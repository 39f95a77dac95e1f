// Charts as Vega-Lite specifications. Only our own words become field names and expressions; what a result
// file says is data.
#include <algorithm>

#include "cli/report_page.h"

namespace resketch::cli {
namespace {

Json ink() {
  // currentColor follows the page: light, dark or paper.
  const Json text = {{"labelColor", "currentColor"}, {"titleColor", "currentColor"}};
  return {{"background", nullptr},
          {"font", "system-ui, sans-serif"},
          {"view", {{"stroke", nullptr}}},
          {"axis",
           {{"labelColor", "currentColor"},
            {"titleColor", "currentColor"},
            {"titleFontWeight", "normal"},
            {"domainColor", "#8888"},
            {"tickColor", "#8888"},
            {"gridColor", "#8883"},
            {"labelFontSize", 12},
            {"titleFontSize", 12}}},
          {"legend", text}};
}

Json rows_of(const ReportChart& chart) {
  Json rows = Json::array();
  for (const auto& row : chart.rows) {
    if (!row.value) continue;
    Json json = {{"x", row.x}, {"y", row.y}, {"value", *row.value}};
    if (!row.text.empty()) json["text"] = row.text;
    if (row.sd) {
      json["low"] = *row.value - *row.sd;
      json["high"] = *row.value + *row.sd;
    }
    rows.push_back(std::move(json));
  }
  return rows;
}

/// Vega-Lite sorts names unless told not to.
Json axis(const char* field, const std::string& title, int angle) {
  return {{"field", field},
          {"type", "nominal"},
          {"sort", nullptr},
          {"title", title.empty() ? Json(nullptr) : Json(title)},
          {"axis", {{"labelAngle", angle}}}};
}

Json heatmap(const ReportChart& chart) {
  Json colour = {
      {"field", "value"},
      {"type", "quantitative"},
      {"title", chart.value_title},
      {"scale", {{"scheme", "blues"}, {"reverse", true}, {"type", chart.logarithmic ? "log" : "linear"}}},
      {"legend", {{"orient", "bottom"}, {"gradientLength", 220}, {"format", ".2~g"}}}};
  const Json tooltip = {
      {{"field", "y"}, {"type", "nominal"}, {"title", chart.y_title}},
      {{"field", "x"}, {"type", "nominal"}, {"title", chart.x_title}},
      {{"field", "value"}, {"type", "quantitative"}, {"format", ".3~g"}, {"title", chart.value_title}}};
  const Json x = axis("x", chart.x_title, 0);
  const Json y = axis("y", chart.y_title, 0);
  const Json cells = {{"mark", {{"type", "rect"}}},
                      {"encoding", {{"x", x}, {"y", y}, {"color", colour}, {"tooltip", tooltip}}}};
  if (std::ranges::all_of(chart.rows, [](const auto& row) { return row.text.empty(); })) {
    Json spec = cells;
    spec["height"] = 340;
    return spec;
  }
  // Letters with an edge, so that they can be read on dark and on light cells.
  const Json texts = {{"transform", {{{"filter", "isValid(datum.text)"}}}},
                      {"mark",
                       {{"type", "text"},
                        {"fontSize", 11},
                        {"fontWeight", 600},
                        {"fill", "#111"},
                        {"stroke", "#fffc"},
                        {"strokeWidth", 2.5},
                        {"strokeJoin", "round"}}},
                      {"encoding", {{"x", x}, {"y", y}, {"text", {{"field", "text"}, {"type", "nominal"}}}}}};
  Json fills = texts;
  fills["mark"].erase("stroke");
  fills["mark"].erase("strokeWidth");
  return {{"height", 340}, {"layer", {cells, texts, fills}}};
}

/// Values with their spread, a colour a series.
Json by_series(const ReportChart& chart) {
  const bool bars = chart.kind == "bars";
  const Json value = {{"field", "value"},
                      {"type", "quantitative"},
                      {"title", chart.value_title},
                      {"scale", {{"zero", bars}, {"nice", true}}}};
  const Json series = {{"field", "y"},
                       {"type", "nominal"},
                       {"sort", nullptr},
                       {"title", chart.y_title.empty() ? Json(nullptr) : Json(chart.y_title)},
                       {"scale", {{"range", {"#0b8a92", "#e06c22", "#8a7fd6", "#b8a02e", "#6b7480"}}}},
                       {"legend", {{"orient", "bottom"}, {"columns", 2}, {"labelLimit", 240}}}};
  Json place = {{"x", axis("x", chart.x_title, -35)}, {"color", series}};
  if (bars) place["xOffset"] = {{"field", "y"}, {"sort", nullptr}};
  if (!bars) {
    place["shape"] = series;
    place["shape"].erase("scale");
  }
  Json mark = {{"type", bars ? "bar" : "point"}, {"filled", true}};
  if (!bars) mark["size"] = 70;
  Json spread = place;
  spread.erase("shape");
  spread["y"] = {{"field", "low"}, {"type", "quantitative"}};
  spread["y2"] = {{"field", "high"}};
  if (bars) spread["color"] = {{"value", "currentColor"}};
  Json points = place;
  points["y"] = value;
  points["tooltip"] = {
      {{"field", "x"}, {"type", "nominal"}, {"title", chart.x_title}},
      {{"field", "y"}, {"type", "nominal"}, {"title", "series"}},
      {{"field", "value"}, {"type", "quantitative"}, {"format", ".3f"}, {"title", chart.value_title}}};
  const Json rule = {{"mark", {{"type", "rule"}, {"strokeWidth", 1.5}}},
                     {"transform", {{{"filter", "isValid(datum.low)"}}}},
                     {"encoding", spread}};
  const Json dots = {{"mark", mark}, {"encoding", points}};
  Json layers = Json::array();
  if (bars) layers.push_back(dots);
  if (std::ranges::any_of(chart.rows, [](const auto& row) { return row.sd.has_value(); }))
    layers.push_back(rule);
  if (!bars) layers.push_back(dots);
  return {{"height", 280}, {"layer", layers}};
}

}  // namespace

Json vega_lite_spec(const ReportChart& chart) {
  Json spec = chart.kind == "heatmap" ? heatmap(chart) : by_series(chart);
  spec["width"] = "container";
  spec["data"] = {{"values", rows_of(chart)}};
  spec["config"] = ink();
  return spec;
}

}  // namespace resketch::cli
