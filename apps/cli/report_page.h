// The page behind `resketch report`: tables of published and measured figures, charts and drawings.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/report_result.h"

namespace resketch::cli {

/// The whole page: one HTML text that needs nothing else, for screens of any size and for paper.
std::string build_report_page(const std::vector<ReportResult>& results);

/// A chart as a Vega-Lite specification with its data (report_charts.cc).
Json vega_lite_spec(const ReportChart& chart);

/// A drawing as HTML (report_drawings.cc).
std::string drawing_html(const ReportDrawing& drawing);

/// A table as HTML: measured above published in every cell, differences marked (report_tables.cc).
std::string table_html(const ReportResult& result, const ReportTable& table);

/// The figures that no table of the result shows, as one; empty where there are none.
std::string other_figures_html(const ReportResult& result);

}  // namespace resketch::cli
