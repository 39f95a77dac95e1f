#include "cli/report_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/markup.h"
#include "cli/report_scripts.h"
#include "cli/report_style.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

/// Figures that can be judged, and those of them that differ.
struct Judged {
  int all = 0;
  int differing = 0;
};

Judged judge(const ReportResult& result) {
  Judged out;
  for (const auto& [name, figure] : result.figures) {
    const auto differs = figure.differs();
    out.all += differs.has_value() ? 1 : 0;
    out.differing += differs.value_or(false) ? 1 : 0;
  }
  return out;
}

std::string verdict(const Judged& judged) {
  if (judged.all == 0) return "nothing to judge";
  if (judged.differing == 0) return fmt::format("all {} figures agree", judged.all);
  return fmt::format("{} of {} figures differ", judged.differing, judged.all);
}

std::string introduction(const std::vector<ReportResult>& results) {
  Judged total;
  for (const ReportResult& result : results) {
    const Judged judged = judge(result);
    total.all += judged.all;
    total.differing += judged.differing;
  }
  std::string out = fmt::format(
      "<p class=\"lead\">{} {} repeated. In every cell our figure stands above the published one.",
      results.size(), results.size() == 1 ? "experiment" : "experiments");
  if (total.differing > 0) {
    out += fmt::format(
        " Of {} figures that can be judged {} differ from the published ones by more than chance allows: "
        "marked ▲ or ▼.",
        total.all, total.differing);
  } else if (total.all > 0) {
    out += fmt::format(
        " Of {} figures that can be judged none differs from the published one by more than chance allows.",
        total.all);
  }
  return out +
         "</p><p class=\"note\">“Chance” is the 95 % interval of the difference: the spread over seeds on "
         "both sides "
         "(Welch); a single published run is taken to spread as ours do; where the published test items are "
         "not ours, "
         "the chance of having drawn them is added. One in twenty differs by chance alone. With one seed "
         "nothing is "
         "judged.</p>";
}

std::string contents(const std::vector<ReportResult>& results) {
  std::string out = "<nav aria-label=\"experiments\">";
  for (std::size_t i = 0; i < results.size(); ++i) {
    out += fmt::format("<a href=\"#e{}\">{}<span>{}</span></a>", i, escape_html(results[i].title),
                       verdict(judge(results[i])));
  }
  return out + "</nav>\n";
}

std::string facts(const ReportResult& result) {
  std::string out =
      fmt::format("Repeats {}. Scale {}", escape_html(result.source), escape_html(result.scale));
  if (!result.data.empty()) {
    out += fmt::format("; seed{} {}", result.seeds.size() == 1 ? "" : "s", fmt::join(result.seeds, ", "));
    for (const ReportData& set : result.data) {
      out += fmt::format("; {}: {} items to choose exemplars from, {} test items", escape_html(set.name),
                         set.pool_items, set.test_items);
    }
  }
  return out + fmt::format(". Resketch {} ({}), {}, {}.", escape_html(result.version),
                           escape_html(result.commit), escape_html(result.date), clock_text(result.seconds));
}

std::string list(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::string out = "<ul class=\"list\">";
  for (const std::string& text : texts) out += fmt::format("<li>{}</li>", escape_html(text));
  return out + "</ul>\n";
}

/// JSON that may stand inside a script element.
std::string script_data(const Json& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

std::string charts(const ReportResult& result) {
  if (result.charts.empty()) return {};
  std::string out = "<div class=\"charts\">";
  for (const ReportChart& chart : result.charts) {
    out += fmt::format("<section><h3>{}</h3>", escape_html(chart.title));
    if (!chart.note.empty()) out += fmt::format("<p class=\"note\">{}</p>", escape_html(chart.note));
    out +=
        fmt::format("<div class=\"chart {}\"><script type=\"application/json\">{}</script></div></section>",
                    chart.kind, script_data(vega_lite_spec(chart)));
  }
  return out + "</div>\n";
}

std::string article(const ReportResult& result, std::size_t index) {
  std::string out = fmt::format("<article id=\"e{}\"><h2>{}</h2><p>{}</p><p class=\"meta\">{}</p>\n", index,
                                escape_html(result.title), escape_html(result.shows), facts(result));
  if (result.scale == "quick" && !result.data.empty()) {
    out +=
        "<p class=\"quick\">Quick scale: few seeds, items and training steps. This shows that the experiment "
        "runs, not "
        "what it finds.</p>\n";
  }
  for (const ReportTable& table : result.tables) out += table_html(result, table);
  out += other_figures_html(result) + charts(result);
  for (const ReportDrawing& drawing : result.drawings) out += drawing_html(drawing);
  return out + list(result.notes) + list(result.warnings) + "</article>\n";
}

bool has_charts(const std::vector<ReportResult>& results) {
  for (const ReportResult& result : results) {
    if (!result.charts.empty()) return true;
  }
  return false;
}

/// The drawing scripts with their licences; nothing on a page without charts.
std::string scripts(const std::vector<ReportResult>& results) {
  if (!has_charts(results)) return {};
  std::string out;
  for (const EmbeddedFile& file : report_scripts()) {
    if (file.name.ends_with(".js")) {
      out += fmt::format("<script>{}</script>\n", file.bytes);
    } else {
      // Line ends are control characters to escape_html.
      std::string lines;
      for (std::string_view rest = file.bytes; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        lines += escape_html(rest.substr(0, end)) + "\n";
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      out += fmt::format(
          "<details><summary>The charts are drawn by Vega, Vega-Lite and Vega-Embed; their licences"
          "</summary><pre>{}</pre></details>\n",
          lines);
    }
  }
  return out;
}

}  // namespace

std::string build_report_page(const std::vector<ReportResult>& results) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      // Vega turns expressions of its specifications into functions; there are none but ours.
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; script-src 'unsafe-inline' 'unsafe-eval'\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Published and measured</title>\n";
  out += fmt::format(
      "<style>{}</style>\n</head>\n<body>\n<main>\n<p class=\"brand\">resketch</p>"
      "<h1>Published and measured</h1>\n",
      kReportStyle);
  out += introduction(results) + contents(results);
  for (std::size_t i = 0; i < results.size(); ++i) out += article(results[i], i);
  out += scripts(results);
  return out + fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", kReportScript);
}

}  // namespace resketch::cli
