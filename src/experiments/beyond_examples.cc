// What more examples a class are worth, to the published modules and to the default preset.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

constexpr int kExemplars[] = {1, 2, 4, 8, 16};

std::string figure_name(const std::string& data, const std::string& preset, int exemplars) {
  return fmt::format("examples.{}.{}.k{}", data, preset, exemplars);
}

void present_curves(const Measured& measured, Presentation& out) {
  for (const std::string data : {"characters", "mnist"}) {
    Chart chart{.kind = Chart::Kind::kPoints,
                .title = fmt::format("Accuracy by examples a class, {}", data),
                .note = "",
                .x_title = "examples a class",
                .y_title = "",
                .value_title = "accuracy"};
    for (const int exemplars : kExemplars) {
      for (const std::string preset : {"published", "default"}) {
        const Summary summary = measured.quantity(figure_name(data, preset, exemplars), "accuracy.50").first;
        chart.rows.push_back({std::to_string(exemplars), preset + " preset", summary.mean, summary.sd});
      }
    }
    out.charts.push_back(std::move(chart));
  }
}

}  // namespace

Experiment beyond_examples() {
  Experiment out{.name = "beyond-examples",
                 .title = "More examples a class",
                 .shows =
                     "The papers say that more data do not help their module. Whether that holds, and what "
                     "the default preset makes of as many examples.",
                 .source = "MIC, named as a limit (not measured in the papers)"};
  TableSpec shown{.title = "Accuracy by examples a class, random exemplars",
                  .note = "Published preset: noise .2 on the input, as many training steps for any number.",
                  .heads = {"data", "preset"},
                  .columns = {}};
  for (const int exemplars : kExemplars) shown.columns.push_back(std::to_string(exemplars));
  for (const std::string data : {"characters", "mnist"}) {
    for (const std::string preset : {"published", "default"}) {
      TableSpec::Row line{{data, preset}, {}};
      for (const int exemplars : kExemplars) {
        const bool published = preset == "published";
        const std::string name = figure_name(data, preset, exemplars);
        Variant variant = inverse_variant(data, Selection::kRandom, published ? 0.2F : 0, 0);
        variant.name = name;
        variant.measure = published ? Measure::kInverse : Measure::kPreset;
        variant.exemplars = exemplars;
        out.variants.push_back(variant);
        Published printed;
        if (published && exemplars == 4) printed = revised_noise_rows(data)[2].random;
        out.figures.push_back({name, name, "accuracy.50", printed, kRevisedReport});
        line.figures.push_back(name);
      }
      shown.rows.push_back(std::move(line));
    }
  }
  out.tables = {shown};
  out.present = present_curves;
  return out;
}

}  // namespace resketch
