// A result file of `resketch experiment run` as the report reads it: checked, whoever wrote it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resketch/experiment.h"

namespace resketch::cli {

struct ReportTable {
  struct Row {
    std::vector<std::string> heads, figures;
  };
  std::string title, note;
  std::vector<std::string> heads, columns;
  std::vector<Row> rows;
};

struct ReportChart {
  struct Row {
    std::string x, y;
    std::optional<double> value, sd;
    std::string text;  ///< written on a heat map's cell
  };
  std::string kind;  ///< "heatmap", "bars" or "points"
  std::string title, note, x_title, y_title, value_title;
  bool logarithmic = false;
  std::vector<Row> rows;
};

struct ReportDrawing {
  struct Item {
    std::string caption;
    int steps = 0;
    int dims = 0;
    std::vector<float> values;  ///< [steps, dims]
  };
  struct Row {
    std::string label;
    std::vector<Item> items;
  };
  std::string kind;  ///< "pen" or "image"
  std::string title;
  std::vector<Row> rows;
};

struct ReportData {
  std::string name;
  int pool_items = 0;
  int test_items = 0;
};

struct ReportResult {
  std::string experiment, title, shows, source, scale, version, commit, date;
  std::vector<std::uint64_t> seeds;
  std::vector<ReportData> data;
  double seconds = 0;
  std::vector<std::string> notes, warnings;
  std::vector<std::pair<std::string, Figure>> figures;
  std::vector<ReportTable> tables;
  std::vector<ReportChart> charts;
  std::vector<ReportDrawing> drawings;

  const Figure* find(const std::string& name) const;
};

/// @errors kNotFound, kBadInput with file and the place in it, kUnsupported (a newer format)
Result<ReportResult> read_result(const std::filesystem::path& path);

}  // namespace resketch::cli
