// What a result shows besides its figures: tables, charts and drawings, as data.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "experiments/experiment.h"
#include "measures/cell.h"

namespace resketch {

/// A chart as its data; how it is drawn is up to the report.
struct Chart {
  enum class Kind {
    kHeatmap,  ///< value by x and y, on a logarithmic colour scale if `logarithmic`
    kBars,     ///< value by x, side by side for each series, with sd
    kPoints,   ///< value by x with sd, coloured by series
  };
  struct Row {
    std::string x;
    std::string y;  ///< heat map: row; else the series
    double value = 0;
    double sd = Figure::kNone;
    std::string text = {};  ///< heat map: written on the cell
  };
  Kind kind = Kind::kPoints;
  std::string title, note;
  std::string x_title, y_title, value_title;
  bool logarithmic = false;
  std::vector<Row> rows = {};
};

/// Everything that was measured in a run.
class Measured {
 public:
  void add(const std::string& variant, std::uint64_t seed, CellOutcome outcome);

  /// The cells of a variant in the order of the seeds; empty if there is no such variant.
  const std::vector<CellOutcome>& cells(const std::string& variant) const;
  /// Over seeds. Items: of the first cell.
  std::pair<Summary, int> quantity(const std::string& variant, const std::string& quantity) const;
  std::vector<double> values(const std::string& variant, const std::string& quantity) const;

  /// Means over those of `variants` that were measured, seed by seed.
  struct Means {
    std::vector<double> values;  ///< [seeds]; empty if none was
    std::vector<int> items;      ///< of each variant that was
  };
  Means means(std::span<const std::string> variants, const std::string& quantity) const;

 private:
  std::map<std::string, std::vector<CellOutcome>> cells_;
};

/// The result being put together.
class Presentation {
 public:
  void figure(std::string name, Figure figure) { figures.emplace_back(std::move(name), std::move(figure)); }
  const Figure* find(const std::string& name) const;

  std::vector<std::pair<std::string, Figure>> figures;
  std::vector<TableSpec> tables;
  std::vector<Chart> charts;
  nlohmann::ordered_json drawings = nlohmann::ordered_json::array();
  std::vector<std::string> notes;
};

/// The parts of a result file.
nlohmann::ordered_json to_json(const Figure& figure);
nlohmann::ordered_json to_json(const TableSpec& table);
nlohmann::ordered_json to_json(const Chart& chart);

/// Figures of the specs, then the spec's tables, then what `present` adds.
Presentation present(const Experiment& experiment, const Measured& measured);

}  // namespace resketch
