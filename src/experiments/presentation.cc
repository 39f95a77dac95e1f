#include "experiments/presentation.h"

#include <algorithm>
#include <cmath>

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

const char* name_of(Chart::Kind kind) {
  switch (kind) {
    case Chart::Kind::kHeatmap:
      return "heatmap";
    case Chart::Kind::kBars:
      return "bars";
    case Chart::Kind::kPoints:
      return "points";
  }
  return "";
}

}  // namespace

void Measured::add(const std::string& variant, std::uint64_t /*seed*/, CellOutcome outcome) {
  cells_[variant].push_back(std::move(outcome));
}

const std::vector<CellOutcome>& Measured::cells(const std::string& variant) const {
  static const std::vector<CellOutcome> kNone;
  const auto found = cells_.find(variant);
  return found == cells_.end() ? kNone : found->second;
}

std::vector<double> Measured::values(const std::string& variant, const std::string& quantity) const {
  std::vector<double> out;
  for (const CellOutcome& cell : cells(variant)) {
    const auto found = cell.values.find(quantity);
    if (found != cell.values.end()) out.push_back(found->second.value);
  }
  return out;
}

Measured::Means Measured::means(std::span<const std::string> variants, const std::string& quantity) const {
  Means out;
  for (const std::string& variant : variants) {
    const auto of_variant = values(variant, quantity);
    if (of_variant.empty()) continue;
    out.values.resize(of_variant.size(), 0);
    for (std::size_t s = 0; s < of_variant.size(); ++s) out.values[s] += of_variant[s];
    out.items.push_back(this->quantity(variant, quantity).second);
  }
  for (double& value : out.values) value /= static_cast<double>(out.items.size());
  return out;
}

std::pair<Summary, int> Measured::quantity(const std::string& variant, const std::string& quantity) const {
  int items = 0;
  for (const CellOutcome& cell : cells(variant)) {
    const auto found = cell.values.find(quantity);
    if (found != cell.values.end() && items == 0) items = found->second.items;
  }
  return {summarise(values(variant, quantity)), items};
}

const Figure* Presentation::find(const std::string& name) const {
  const auto found = std::ranges::find(figures, name, [](const auto& figure) { return figure.first; });
  return found == figures.end() ? nullptr : &found->second;
}

Json to_json(const Figure& figure) {
  Json out = {{"value", number(figure.value)}, {"sd", number(figure.sd)}, {"n", figure.n}};
  out["published"] = number(figure.published);
  out["source"] = figure.source;
  if (figure.items > 0) out["items"] = figure.items;
  if (figure.published_n > 0) {
    out["published_sd"] = number(figure.published_sd);
    out["published_n"] = figure.published_n;
    out["uncertainty"] = number(figure.uncertainty);
    const auto differs = figure.differs();
    out["differs"] = differs ? Json(*differs) : Json(nullptr);
  }
  return out;
}

Json to_json(const TableSpec& table) {
  Json rows = Json::array();
  for (const TableSpec::Row& row : table.rows)
    rows.push_back({{"heads", row.heads}, {"figures", row.figures}});
  return {{"title", table.title},
          {"note", table.note},
          {"heads", table.heads},
          {"columns", table.columns},
          {"rows", rows}};
}

Json to_json(const Chart& chart) {
  Json rows = Json::array();
  for (const Chart::Row& row : chart.rows) {
    Json json = {{"x", row.x}, {"y", row.y}, {"value", number(row.value)}};
    if (std::isfinite(row.sd)) json["sd"] = row.sd;
    if (!row.text.empty()) json["text"] = row.text;
    rows.push_back(std::move(json));
  }
  return {{"kind", name_of(chart.kind)},
          {"title", chart.title},
          {"note", chart.note},
          {"x_title", chart.x_title},
          {"y_title", chart.y_title},
          {"value_title", chart.value_title},
          {"logarithmic", chart.logarithmic},
          {"rows", rows}};
}

Presentation present(const Experiment& experiment, const Measured& measured) {
  Presentation out;
  for (const FigureSpec& spec : experiment.figures) {
    const auto [summary, items] = measured.quantity(spec.variant, spec.quantity);
    out.figure(spec.name, make_figure(summary, items, spec.published, spec.source));
  }
  out.tables = experiment.tables;
  if (experiment.present != nullptr) experiment.present(measured, out);
  return out;
}

}  // namespace resketch
