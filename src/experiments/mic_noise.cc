// Tables 2, 7, 8 and 9: noise on input and output, accuracy by class; the revised report's grids; and the
// linear models of Tables 3, 10, 11 and 12 on our own accuracies.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "experiments/catalogue.h"
#include "experiments/mic.h"
#include "experiments/published_glm.h"

namespace resketch {
namespace {

std::string figure_name(const std::string& table, const FirstNoiseRow& row, const std::string& what) {
  return fmt::format("{}.in{:g}.out{:g}.{}", table, row.noise_in, row.noise_out, what);
}

std::string title_of(const FirstNoiseTable& table) {
  return fmt::format("Table {}: {}, {} exemplars", table.table.substr(5), table.data,
                     selection_word(table.selection));
}

void add_first_report(const FirstNoiseTable& table, Experiment& out) {
  TableSpec shown{.title = title_of(table),
                  .note = "Accuracy, overall and by class. Published: one run with seed 42.",
                  .heads = {"noise in", "noise out"},
                  .columns = {"overall"}};
  shown.columns.insert(shown.columns.end(), table.labels.begin(), table.labels.end());
  for (const FirstNoiseRow& row : table.rows) {
    const Variant variant = inverse_variant(table.data, table.selection, row.noise_in, row.noise_out);
    add_once(out.variants, variant);
    TableSpec::Row line{{fmt::format("{:g}", row.noise_in), fmt::format("{:g}", row.noise_out)}, {}};
    const auto add = [&](const std::string& what, const std::string& quantity, double value) {
      const std::string name = figure_name(table.table, row, what);
      out.figures.push_back({name, variant.name, quantity, published_share(table.data, value), kFirstReport});
      line.figures.push_back(name);
    };
    add("overall", "accuracy.50", row.overall);
    for (std::size_t c = 0; c < table.labels.size(); ++c)
      add("class_" + table.labels[c], "class.50." + table.labels[c], row.classes[c]);
    shown.rows.push_back(line);
  }
  out.tables.push_back(shown);
}

void add_revised_report(const std::string& data, Experiment& out) {
  TableSpec shown{.title = "Accuracy by noise, revised report",
                  .note = "Mean ± sd; published: five repeats.",
                  .heads = {"noise in", "noise out"},
                  .columns = {"random", "clustered"}};
  for (const RevisedNoiseRow& row : revised_noise_rows(data)) {
    TableSpec::Row line{{fmt::format("{:g}", row.noise_in), fmt::format("{:g}", row.noise_out)}, {}};
    for (const Selection selection : {Selection::kRandom, Selection::kKMeans}) {
      const Variant variant = inverse_variant(data, selection, row.noise_in, row.noise_out);
      add_once(out.variants, variant);
      const std::string name = "revised." + variant.name;
      out.figures.push_back({name, variant.name, "accuracy.50",
                             selection == Selection::kRandom ? row.random : row.clustered, kRevisedReport});
      line.figures.push_back(name);
    }
    shown.rows.push_back(line);
  }
  out.tables.push_back(shown);
}

/// Accuracy with a level of noise less accuracy without, the other noise being equal, mean over its levels;
/// paired by seed. Published: of the first report's single runs.
void present_trends(const FirstNoiseTable& table, const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "Effect of noise: " + title_of(table),
                  .note = "Accuracy with noise less accuracy without, over equal noise on the other side.",
                  .heads = {"noise"},
                  .columns = {"difference"}};
  const auto add = [&](bool input, float level) {
    std::vector<double> ours;
    double theirs = 0;
    int pairs = 0;
    for (const FirstNoiseRow& with : table.rows) {
      if ((input ? with.noise_in : with.noise_out) != level) continue;
      for (const FirstNoiseRow& without : table.rows) {
        const bool same_other =
            input ? without.noise_out == with.noise_out : without.noise_in == with.noise_in;
        if (!same_other || (input ? without.noise_in : without.noise_out) != 0) continue;
        const auto a = measured.values(
            setting_name(table.data, table.selection, with.noise_in, with.noise_out), "accuracy.50");
        const auto b = measured.values(
            setting_name(table.data, table.selection, without.noise_in, without.noise_out), "accuracy.50");
        ours.resize(a.size(), 0);
        for (std::size_t s = 0; s < a.size(); ++s) ours[s] += a[s] - b[s];
        theirs += with.overall - without.overall;
        ++pairs;
      }
    }
    for (double& value : ours) value /= pairs;
    const std::string name = fmt::format("trend.{}.{}{:g}", table.table, input ? "in" : "out", level);
    Figure figure = make_figure(summarise(ours), 0, {.value = theirs / pairs}, kFirstReport);
    figure.uncertainty = Figure::kNone;  // one published run: its chance is not known
    out.figure(name, figure);
    shown.rows.push_back({{fmt::format("{} {:g}", input ? "input" : "output", level)}, {name}});
  };
  for (const int row : {1, 2}) add(true, table.rows[row].noise_in);
  for (const int row : {3, 4}) add(false, table.rows[row].noise_out);
  out.tables.push_back(shown);
}

void present_table(const FirstNoiseTable& table, const Measured& measured, Presentation& out) {
  Chart chart{.kind = Chart::Kind::kPoints,
              .title = title_of(table),
              .note = "Mean and sd over seeds; published: one run.",
              .x_title = "noise in / out",
              .y_title = "",
              .value_title = "accuracy"};
  std::vector<double> shares;
  for (const FirstNoiseRow& row : table.rows) {
    const std::string x = fmt::format("{:g} / {:g}", row.noise_in, row.noise_out);
    const auto [summary, items] = measured.quantity(
        setting_name(table.data, table.selection, row.noise_in, row.noise_out), "accuracy.50");
    chart.rows.push_back({x, "measured", summary.mean, summary.sd});
    chart.rows.push_back({x, "published", row.overall, Figure::kNone});
    shares.push_back(summary.mean);
  }
  out.charts.push_back(chart);
  present_trends(table, measured, out);
  present_glm("measured_" + table.glm, table.glm, shares, false, out);
}

void present_noise(const std::string& data, const Measured& measured, Presentation& out) {
  for (const FirstNoiseTable& table : first_noise_tables()) {
    if (table.data == data) present_table(table, measured, out);
  }
}

}  // namespace

Experiment mic_noise(const std::string& data) {
  Experiment out{
      .name = "mic-noise-" + data,
      .title = "Noise on input and output: " + data,
      .shows = "Whether noise on the one-hot input and on the targets helps, overall and by class.",
      .source = data == "mnist" ? "MIC, Tables 2, 3, 7 and 10; revised report"
                                : "MIC, Tables 8, 9, 11 and 12; revised report"};
  add_revised_report(data, out);
  for (const FirstNoiseTable& table : first_noise_tables()) {
    if (table.data == data) add_first_report(table, out);
  }
  if (data == "mnist") {
    out.present = [](const Measured& measured, Presentation& shown) {
      present_noise("mnist", measured, shown);
    };
  } else {
    out.present = [](const Measured& measured, Presentation& shown) {
      present_noise("characters", measured, shown);
    };
  }
  return out;
}

}  // namespace resketch
