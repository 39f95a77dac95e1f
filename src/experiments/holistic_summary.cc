// The results plot of the first work, and the trends that it claims.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/holistic.h"

namespace resketch {
namespace {

struct Series {
  const char* title;
  const char* variant;
};
/// The noise of the variant on all data is the one that the sparse variants use.
constexpr Series kSeries[] = {{"sparse1", "sparse_1"},
                              {"sparse4", "sparse_noise"},
                              {"all data", ""},
                              {"comparison", "comparison"},
                              {"sparse comparison", "comparison_sparse"}};

std::string noisy(int classes) {
  return classes == 20 ? "noise_03" : "noise_04";
}

double published_accuracy(int column, const std::string& variant) {
  for (const PublishedHolistic& row : published_holistic()) {
    if (row.variant == variant) return row.accuracy[column].value;
  }
  return Figure::kNone;
}

struct Trend {
  const char* name;
  const char* title;
  const char* variant;  // empty: the noise that goes with the number of classes
  const char* base;
};
constexpr Trend kTrends[] = {
    {"noise", "noise .3 - naked", "noise_03", "naked"},
    {"stacked", "double-stacked - naked", "ds", "naked"},
    {"repeller", "repeller - naked", "repeller", "naked"},
    {"types", "types - naked", "types", "naked"},
    {"sparse", "sparse - naked", "sparse", "naked"},
    {"sparse_noise", "sparse + noise - all data with that noise", "sparse_noise", ""},
    {"sparse_1", "sparse_1 + noise - all data with that noise", "sparse_1", ""},
    {"forward", "all data with noise - forward network", "", "comparison"},
    {"forward_sparse", "sparse + noise - forward network, sparse", "sparse_noise", "comparison_sparse"}};

void present_trends(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "What helps",
                  .note = "Difference of accuracies, paired by seed.",
                  .heads = {"difference"},
                  .columns = {"2 classes", "4 classes", "20 classes"}};
  for (const Trend& trend : kTrends) {
    TableSpec::Row line{{trend.title}, {}};
    for (int column = 0; column < 3; ++column) {
      const int n = kClassCounts[column];
      const std::string variant = *trend.variant == 0 ? noisy(n) : trend.variant;
      const std::string base = *trend.base == 0 ? noisy(n) : trend.base;
      const std::string name = fmt::format("trend.{}d.{}", n, trend.name);
      out.figure(name,
                 paired_difference(measured, holistic_name(n, variant), holistic_name(n, base), "accuracy",
                                   published_accuracy(column, variant) - published_accuracy(column, base)));
      line.figures.push_back(name);
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables.push_back(std::move(shown));
}

void present_summary(const Measured& measured, Presentation& out) {
  present_trends(measured, out);
  for (const bool published : {false, true}) {
    Chart chart{.kind = Chart::Kind::kBars,
                .title = published ? "Results, as published" : "Results, as measured",
                .note = "",
                .x_title = "classes",
                .y_title = "",
                .value_title = "accuracy"};
    for (int column = 0; column < 3; ++column) {
      const int n = kClassCounts[column];
      for (const Series& series : kSeries) {
        const std::string variant = *series.variant == 0 ? noisy(n) : series.variant;
        const Summary ours = measured.quantity(holistic_name(n, variant), "accuracy").first;
        chart.rows.push_back({std::to_string(n), series.title,
                              published ? published_accuracy(column, variant) : ours.mean,
                              published ? Figure::kNone : ours.sd});
      }
    }
    out.charts.push_back(std::move(chart));
  }
}

}  // namespace

Experiment holistic_summary() {
  Experiment out{
      .name = "holistic-summary",
      .title = "One generator for all classes: what helps",
      .shows =
          "Whether noise, a second layer, a repeller or types help, and whether a few examples serve inverse "
          "classification as well as all of them do, unlike a forward network.",
      .source = "Holistic inverse classification (2018), overview tables and results plot"};
  out.seeds_at_default = 3;
  TableSpec shown{.title = "Accuracy of all variants",
                  .note = "",
                  .heads = {"variant"},
                  .columns = {"2 classes", "4 classes", "20 classes"}};
  for (const PublishedHolistic& row : published_holistic()) {
    TableSpec::Row line{{holistic_title(row.variant)}, {}};
    for (int column = 0; column < 3; ++column) {
      const int n = kClassCounts[column];
      const Variant variant = holistic_variant(n, row.variant);
      out.variants.push_back(variant);
      const std::string name = fmt::format("holistic.{}d.{}.accuracy", n, row.variant);
      out.figures.push_back({name, variant.name, "accuracy", row.accuracy[column], kHolisticSource});
      line.figures.push_back(name);
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables = {shown};
  out.present = present_summary;
  return out;
}

}  // namespace resketch
