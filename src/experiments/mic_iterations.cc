// Tables 4 and 13: does searching the latent help, or is the modular set-up enough?
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

constexpr double kUnread = Figure::kNone;

/// A dataset's two rows of Table 4 as printed; unreadable entries left out. Two contradict Table 13: .257,
/// which is .266 there, and .041 of the random digits, probably a slip.
struct PrintedRow {
  const char* data;
  Selection selection;
  int iterations;
  double accuracy, accuracy_best, mse, mse_best;
};
constexpr PrintedRow kTable4[] = {
    {"mnist", Selection::kKMeans, 0, .705, .689, .059, .056},
    {"mnist", Selection::kKMeans, 50, .83, .873, .041, .039},
    {"mnist", Selection::kRandom, 0, .449, .447, .099, .088},
    {"mnist", Selection::kRandom, 50, .562, .643, .076, .041},
    {"characters", Selection::kKMeans, 0, .715, .768, .445, kUnread},
    {"characters", Selection::kKMeans, 50, .880, .91, .257, .099},
    {"characters", Selection::kRandom, 0, kUnread, .715, .339, .349},
    {"characters", Selection::kRandom, 50, .720, .818, .254, .196},
};

constexpr const char* kQuantities[] = {"accuracy.0", "accuracy.50", "mse.0", "mse.50"};

std::string words(const std::string& data, Selection selection) {
  return selection_word(selection) + " " + data;
}

std::string row_name(const FirstNoiseTable& table, const FirstNoiseRow& row) {
  return setting_name(table.data, table.selection, row.noise_in, row.noise_out);
}

Published published(const FirstNoiseTable& table, const std::string& quantity, double value) {
  if (quantity.starts_with("accuracy")) return published_share(table.data, value);
  return {.value = value, .rounding = 0.0005};
}

/// The row of the highest mean accuracy after 50 iterations: a choice on the test set, as the report made it.
const FirstNoiseRow& best_row(const FirstNoiseTable& table, const Measured& measured) {
  return *std::ranges::max_element(table.rows, {}, [&](const FirstNoiseRow& row) {
    return measured.quantity(row_name(table, row), "accuracy.50").first.mean;
  });
}

void present_table4(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "Table 4: 0 and 50 iterations",
                  .note =
                      "“Best”: the noise with the highest accuracy after 50 iterations, chosen on the test "
                      "set as in the report; the base has no noise.",
                  .heads = {"data", "iterations"},
                  .columns = {"accuracy", "accuracy best", "MSE", "MSE best"}};
  Chart chart{.kind = Chart::Kind::kBars,
              .title = "Accuracy without noise after 0 and 50 iterations",
              .note = "",
              .x_title = "",
              .y_title = "iterations",
              .value_title = "accuracy"};
  for (const PrintedRow& row : kTable4) {
    const auto table = std::ranges::find_if(first_noise_tables(), [&](const FirstNoiseTable& t) {
      return t.data == row.data && t.selection == row.selection;
    });
    const std::string base = row_name(*table, table->rows.front());
    const std::string best = row_name(*table, best_row(*table, measured));
    const std::string prefix =
        fmt::format("table4.{}.{}.{}.", row.data, selection_word(row.selection), row.iterations);
    const auto add = [&](const std::string& name, const std::string& variant, const char* quantity,
                         double value) {
      const std::string key = fmt::format("{}.{}", quantity, row.iterations);
      const auto [summary, items] = measured.quantity(variant, key);
      out.figure(prefix + name, make_figure(summary, items, published(*table, key, value), kFirstReport));
      return prefix + name;
    };
    shown.rows.push_back({{words(row.data, row.selection), std::to_string(row.iterations)},
                          {add("accuracy", base, "accuracy", row.accuracy),
                           add("accuracy_best", best, "accuracy", row.accuracy_best),
                           add("mse", base, "mse", row.mse), add("mse_best", best, "mse", row.mse_best)}});
    const Figure& accuracy = *out.find(prefix + "accuracy");
    chart.rows.push_back(
        {words(row.data, row.selection), std::to_string(row.iterations), accuracy.value, accuracy.sd});
  }
  out.tables.insert(out.tables.begin(), shown);
  out.charts.push_back(chart);
}

/// What 50 iterations add, over all settings of a table, paired by seed.
void present_gain(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "What 50 iterations add to accuracy",
                  .note = "Mean over the nine settings of noise, paired by seed.",
                  .heads = {"data"},
                  .columns = {"difference", "settings that gain"}};
  for (const FirstNoiseTable& table : first_noise_tables()) {
    std::vector<double> gain;
    double published_gain = 0;
    int gains = 0;
    int published_gains = 0;
    const auto rows = static_cast<double>(table.rows.size());
    for (const FirstNoiseRow& row : table.rows) {
      const auto before = measured.values(row_name(table, row), "accuracy.0");
      const auto after = measured.values(row_name(table, row), "accuracy.50");
      gain.resize(after.size(), 0);
      double sum = 0;
      for (std::size_t s = 0; s < after.size(); ++s) {
        gain[s] += (after[s] - before[s]) / rows;
        sum += after[s] - before[s];
      }
      gains += sum > 0 ? 1 : 0;
      published_gain += (row.overall - row.accuracy_0) / rows;
      published_gains += row.overall > row.accuracy_0 ? 1 : 0;
    }
    const std::string prefix = fmt::format("trend.{}.{}.", table.data, selection_word(table.selection));
    Figure difference = make_figure(summarise(gain), 0, {.value = published_gain}, kFirstReport);
    difference.uncertainty = Figure::kNone;  // one published run
    out.figure(prefix + "gain", difference);
    Figure share{.value = gains / rows, .n = 1, .published = published_gains / rows, .published_n = 1};
    share.source = kFirstReport;
    out.figure(prefix + "settings_that_gain", share);
    shown.rows.push_back(
        {{words(table.data, table.selection)}, {prefix + "gain", prefix + "settings_that_gain"}});
  }
  out.tables.push_back(shown);
}

}  // namespace

Experiment mic_iterations() {
  Experiment out{.name = "mic-iterations",
                 .title = "0 against 50 iterations of inverse classification",
                 .shows = "Whether the gradient steps help beyond the modular set-up alone.",
                 .source = "MIC, Tables 4 and 13 of the first report"};
  for (const FirstNoiseTable& table : first_noise_tables()) {
    TableSpec shown{.title = "Table 13: " + words(table.data, table.selection),
                    .note = "",
                    .heads = {"noise in", "noise out"},
                    .columns = {"accuracy (0)", "accuracy (50)", "MSE (0)", "MSE (50)"}};
    for (const FirstNoiseRow& row : table.rows) {
      const Variant variant = inverse_variant(table.data, table.selection, row.noise_in, row.noise_out);
      add_once(out.variants, variant);
      TableSpec::Row line{{fmt::format("{:g}", row.noise_in), fmt::format("{:g}", row.noise_out)}, {}};
      const double values[] = {row.accuracy_0, row.accuracy_50_table13, row.mse_0, row.mse_50};
      for (std::size_t q = 0; q < std::size(kQuantities); ++q) {
        const std::string name = fmt::format("table13.{}.{}", variant.name, kQuantities[q]);
        out.figures.push_back(
            {name, variant.name, kQuantities[q], published(table, kQuantities[q], values[q]), kFirstReport});
        line.figures.push_back(name);
      }
      shown.rows.push_back(line);
    }
    out.tables.push_back(shown);
  }
  out.present = [](const Measured& measured, Presentation& shown) {
    present_table4(measured, shown);
    present_gain(measured, shown);
  };
  return out;
}

}  // namespace resketch
