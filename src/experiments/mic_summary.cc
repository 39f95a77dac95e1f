// Table 6: the base, the best noise, and what a forward network reaches.
#include <fmt/format.h>

#include <algorithm>

#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

/// Published results: Table 6, or Tables 1, 2, 5, 8 and 9 where its characters are garbled.
struct PrintedColumn {
  const char* data;
  Selection selection;
  double base, best, forward;
};
constexpr PrintedColumn kPrinted[] = {{"mnist", Selection::kKMeans, .83, .873, .633},
                                      {"mnist", Selection::kRandom, .562, .643, .504},
                                      {"characters", Selection::kKMeans, .88, .91, .613},
                                      {"characters", Selection::kRandom, .72, .818, .687}};

void present_summary(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "Table 6: the most important results",
                  .note =
                      "“Best”: the noise of the highest accuracy, chosen on the test set as in the report. "
                      "The characters' column of the report is garbled; its numbers are those of Tables 1, "
                      "5, 8 and 9.",
                  .heads = {"data", "exemplars"},
                  .columns = {"MIC base", "MIC best", "forward"}};
  Chart chart{.kind = Chart::Kind::kBars,
              .title = "Summary",
              .note = "",
              .x_title = "",
              .y_title = "",
              .value_title = "accuracy"};
  for (const PrintedColumn& row : kPrinted) {
    const auto table = std::ranges::find_if(first_noise_tables(), [&](const FirstNoiseTable& t) {
      return t.data == row.data && t.selection == row.selection;
    });
    std::vector<std::string> settings;
    for (const FirstNoiseRow& noise : table->rows)
      settings.push_back(setting_name(row.data, row.selection, noise.noise_in, noise.noise_out));
    const auto best = std::ranges::max_element(settings, {}, [&](const std::string& name) {
      return measured.quantity(name, "accuracy.50").first.mean;
    });
    const std::string word = selection_word(row.selection);
    const std::string prefix = fmt::format("table6.{}.{}.", row.data, word);
    const std::string x = fmt::format("{} {}", row.data, word);
    const auto add = [&](const std::string& name, const std::string& variant, const char* quantity,
                         double printed) {
      const auto [summary, items] = measured.quantity(variant, quantity);
      out.figure(prefix + name,
                 make_figure(summary, items, published_share(row.data, printed), kFirstReport));
      chart.rows.push_back({x, name, summary.mean, summary.sd});
      chart.rows.push_back({x, name + ", published", printed, Figure::kNone});
      return prefix + name;
    };
    const std::string forward = plain_forward_variant(row.data, row.selection).name;
    shown.rows.push_back(
        {{row.data, word},
         {add("base", settings.front(), "accuracy.50", row.base), add("best", *best, "accuracy.50", row.best),
          add("forward", forward, "accuracy", row.forward)}});
    out.notes.push_back(fmt::format("Best noise of {}: {}.", x, best->substr(best->find("in"))));
  }
  out.tables.push_back(shown);
  out.charts.push_back(chart);
}

}  // namespace

Experiment mic_summary() {
  Experiment out{.name = "mic-summary",
                 .title = "Summary of MIC",
                 .shows =
                     "The level of the method without noise and with the noise that does best, and of a "
                     "forward network.",
                 .source = "MIC, Table 6 of the first report"};
  for (const FirstNoiseTable& table : first_noise_tables()) {
    for (const FirstNoiseRow& row : table.rows)
      add_once(out.variants, inverse_variant(table.data, table.selection, row.noise_in, row.noise_out));
    out.variants.push_back(plain_forward_variant(table.data, table.selection));
  }
  out.present = present_summary;
  return out;
}

}  // namespace resketch
