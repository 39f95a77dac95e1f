// The papers' future work: DTW as the measure by which redrawings are compared.
#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

struct Column {
  const char* quantity;
  const char* title;
};
constexpr Column kColumns[] = {{"accuracy.mse", "MSE"},
                               {"accuracy.dtw", "DTW"},
                               {"accuracy.banded", "DTW, narrow band"},
                               {"nearest.mse", "nearest exemplar, MSE"},
                               {"nearest.dtw", "nearest exemplar, DTW"}};

std::string variant_name(Selection selection, float noise) {
  return "dtw." + setting_name("characters", selection, noise, 0);
}

void present_gain(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "DTW less MSE",
                  .note = "Paired by seed.",
                  .heads = {"exemplars", "noise in"},
                  .columns = {"modules", "modules, narrow band", "nearest exemplar"}};
  for (const Selection selection : {Selection::kRandom, Selection::kKMeans}) {
    for (const float noise : {0.0F, 0.2F}) {
      const std::string variant = variant_name(selection, noise);
      TableSpec::Row line{{selection_word(selection), noise > 0 ? "0.2" : "0"}, {}};
      const auto add = [&](const char* with, const char* without) {
        auto gain = measured.values(variant, with);
        const auto from = measured.values(variant, without);
        for (std::size_t s = 0; s < gain.size(); ++s) gain[s] -= from[s];
        const std::string name = "trend." + variant + "." + with;
        out.figure(name, make_figure(summarise(gain), 0, {}, ""));
        line.figures.push_back(name);
      };
      add("accuracy.dtw", "accuracy.mse");
      add("accuracy.banded", "accuracy.mse");
      add("nearest.dtw", "nearest.mse");
      shown.rows.push_back(std::move(line));
    }
  }
  out.tables.push_back(std::move(shown));
}

}  // namespace

Experiment beyond_dtw() {
  Experiment out{.name = "beyond-dtw",
                 .title = "DTW instead of the mean squared error",
                 .shows =
                     "Whether modules do better if their redrawings are compared with the target by dynamic "
                     "time warping; the search itself stays as published.",
                 .source = "MIC, future work (not in the papers)"};
  TableSpec shown{.title = "Accuracy by measure of comparison, characters",
                  .note = "Published: with MSE, revised report.",
                  .heads = {"exemplars", "noise in"},
                  .columns = {}};
  for (const Column& column : kColumns) shown.columns.emplace_back(column.title);
  for (const Selection selection : {Selection::kRandom, Selection::kKMeans}) {
    for (const float noise : {0.0F, 0.2F}) {
      Variant variant = inverse_variant("characters", selection, noise, 0);
      variant.name = variant_name(selection, noise);
      variant.measure = Measure::kWarped;
      out.variants.push_back(variant);
      TableSpec::Row line{{selection_word(selection), noise > 0 ? "0.2" : "0"}, {}};
      for (const Column& column : kColumns) {
        Published published;
        if (std::string(column.quantity) == "accuracy.mse") {
          const RevisedNoiseRow& row = revised_noise_rows("characters")[noise > 0 ? 2 : 0];
          published = selection == Selection::kRandom ? row.random : row.clustered;
        }
        const std::string name = variant.name + "." + column.quantity;
        out.figures.push_back({name, variant.name, column.quantity, published, kRevisedReport});
        line.figures.push_back(name);
      }
      shown.rows.push_back(std::move(line));
    }
  }
  out.tables = {shown};
  out.present = present_gain;
  return out;
}

}  // namespace resketch
