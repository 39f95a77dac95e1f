// Published and measured side by side.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cli/markup.h"
#include "cli/report_page.h"

namespace resketch::cli {
namespace {

/// Shares and means in thousandths, all else with its digits.
std::string number(double value, bool thousandths) {
  if (!std::isfinite(value)) return "";
  std::string text = thousandths ? fmt::format("{:.3f}", value) : fmt::format("{:.5g}", value);
  if (value < 0) text.replace(0, 1, "−");
  return text;
}

std::string mean_sd(double value, double sd, bool is_share) {
  if (!std::isfinite(value)) return "";
  const bool has_sd = std::isfinite(sd);
  return number(value, has_sd || is_share) + (has_sd ? fmt::format(" <i>± {:.3f}</i>", sd) : "");
}

/// One cell: ours, and below it the published number.
std::string cell(const Figure& figure) {
  const bool differs = figure.differs().value_or(false);
  const bool is_share = figure.items > 0;
  std::string title;
  if (figure.n > 0 && std::isfinite(figure.sd)) title = fmt::format("{} seeds", figure.n);
  if (figure.items > 0) title += fmt::format("{}{} items", title.empty() ? "" : ", ", figure.items);
  if (std::isfinite(figure.uncertainty)) {
    title += fmt::format("{}differs by {:.3g}, chance allows {:.3g}", title.empty() ? "" : "; ",
                         figure.value - figure.published, figure.uncertainty);
  }
  std::string out = fmt::format("<td{}{}>", differs ? " class=\"differs\"" : "",
                                title.empty() ? "" : fmt::format(" title=\"{}\"", escape_html(title)));
  out += fmt::format("<b>{}</b>", mean_sd(figure.value, figure.sd, is_share));
  if (differs) out += figure.value > figure.published ? "<em>▲</em>" : "<em>▼</em>";
  if (std::isfinite(figure.published))
    out += fmt::format("<span>{}</span>", mean_sd(figure.published, figure.published_sd, is_share));
  return out + "</td>";
}

/// "one value" or "low to high" of what the figures of a table have; empty if they have none.
std::string range(const std::vector<const Figure*>& figures, int Figure::*member) {
  int low = 0;
  int high = 0;
  for (const Figure* figure : figures) {
    const int value = figure->*member;
    if (value <= 0) continue;
    low = low == 0 ? value : std::min(low, value);
    high = std::max(high, value);
  }
  if (high == 0) return {};
  return low == high ? std::to_string(low) : fmt::format("{} to {}", low, high);
}

std::string footer(const std::vector<const Figure*>& figures) {
  std::string out;
  const std::string seeds = range(figures, &Figure::n);
  const bool random = std::ranges::any_of(figures, [](const Figure* f) { return std::isfinite(f->sd); });
  if (random) out += fmt::format("Measured: mean ± sd over {} seeds. ", seeds);
  if (const std::string items = range(figures, &Figure::items); !items.empty())
    out += fmt::format("Test items: {}. ", items);
  std::set<std::string> sources;
  for (const Figure* figure : figures) {
    if (std::isfinite(figure->published) && !figure->source.empty()) sources.insert(figure->source);
  }
  for (const std::string& source : sources) out += fmt::format("Published: {}. ", escape_html(source));
  return out;
}

}  // namespace

std::string table_html(const ReportResult& result, const ReportTable& table) {
  std::vector<const Figure*> shown;
  std::string body;
  for (const auto& row : table.rows) {
    body += "<tr>";
    for (const std::string& head : row.heads)
      body += fmt::format("<th scope=\"row\">{}</th>", escape_html(head));
    for (const std::string& name : row.figures) {
      const Figure* figure = name.empty() ? nullptr : result.find(name);
      if (figure != nullptr) shown.push_back(figure);
      body += figure != nullptr ? cell(*figure) : "<td></td>";
    }
    body += "</tr>\n";
  }
  std::string out = fmt::format("<section class=\"table\"><h3>{}</h3>", escape_html(table.title));
  if (!table.note.empty()) out += fmt::format("<p class=\"note\">{}</p>", escape_html(table.note));
  out += "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>";
  for (const std::string& head : table.heads) out += fmt::format("<th>{}</th>", escape_html(head));
  for (const std::string& column : table.columns)
    out += fmt::format("<th class=\"value\">{}</th>", escape_html(column));
  out += "</tr></thead><tbody>\n" + body + "</tbody></table></div>";
  return out + fmt::format("<p class=\"foot\">{}</p></section>\n", footer(shown));
}

std::string other_figures_html(const ReportResult& result) {
  std::set<std::string> shown;
  for (const ReportTable& table : result.tables) {
    for (const auto& row : table.rows) shown.insert(row.figures.begin(), row.figures.end());
  }
  ReportTable rest{"Other figures", "", {"figure"}, {"value"}, {}};
  for (const auto& [name, figure] : result.figures) {
    if (!shown.contains(name)) rest.rows.push_back({{name}, {name}});
  }
  return rest.rows.empty() ? "" : table_html(result, rest);
}

}  // namespace resketch::cli
