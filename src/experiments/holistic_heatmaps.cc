// The 2-D latent space of generators for 'a' and 'b': what lies where.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/holistic.h"
#include "measures/latent_map.h"

namespace resketch {
namespace {

constexpr const char* kVariants[] = {"naked",    "ds",       "noise_01", "noise_02",
                                     "noise_03", "noise_04", "repeller"};

void add_map(const CellOutcome& cell, const std::string& variant, int letter, const std::string& measure,
             Presentation& out) {
  const bool warped = measure == "dtw";
  const std::string label = cell.payload["labels"][letter].get<std::string>();
  Chart chart{.kind = Chart::Kind::kHeatmap,
              .title = fmt::format("{}: distance to '{}' by {}", holistic_title(variant), label,
                                   warped ? "DTW" : "mean squared error"),
              .note = "First seed. Dark is near.",
              .x_title = "latent a",
              .y_title = "latent b",
              .value_title = warped ? "DTW" : "MSE"};
  const auto& values = cell.payload[measure][letter];
  for (int y = kGridSide - 1; y >= 0; --y) {
    for (int x = 0; x < kGridSide; ++x) {
      chart.rows.push_back({fmt::format("{:.1f}", x / (kGridSide - 1.0)),
                            fmt::format("{:.1f}", y / (kGridSide - 1.0)),
                            values[y * kGridSide + x].get<double>()});
    }
  }
  out.charts.push_back(std::move(chart));
}

void present_maps(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "What straightens the latent space",
                  .note = "Straightness less that of the naked generator, paired by seed.",
                  .heads = {"variant"},
                  .columns = {"by DTW", "by MSE"}};
  for (const char* variant : kVariants) {
    if (std::string(variant) == "naked") continue;
    TableSpec::Row line{{holistic_title(variant)}, {}};
    for (const char* measure : {"dtw", "mse"}) {
      const std::string name = fmt::format("trend.{}.straight_{}", variant, measure);
      out.figure(name, paired_difference(measured, holistic_name(2, variant), holistic_name(2, "naked"),
                                         fmt::format("straight.{}", measure)));
      line.figures.push_back(name);
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables.push_back(std::move(shown));
  for (const char* variant : kVariants) {
    const auto& cells = measured.cells(holistic_name(2, variant));
    if (cells.empty()) continue;
    for (const int letter : {0, 1}) {
      for (const char* measure : {"dtw", "mse"}) add_map(cells.front(), variant, letter, measure, out);
    }
  }
}

}  // namespace

Experiment holistic_heatmaps() {
  Experiment out{.name = "holistic-heatmaps",
                 .title = "The latent space of two letters",
                 .shows =
                     "Noise straightens the latent space: with it, the border between 'a' and 'b' lies on "
                     "the diagonal, where the larger value changes sides.",
                 .source = "Holistic inverse classification (2018), latent heat maps (A) to (H)"};
  TableSpec shown{
      .title = "Straightness of the latent space",
      .note =
          "Share of grid points off the diagonal that draw the letter of the larger latent value; the "
          "letter is the nearer of two typical items. Published: the pictures, and the accuracy beside.",
      .heads = {"variant"},
      .columns = {"by DTW", "by MSE", "accuracy"}};
  for (const char* name : kVariants) {
    const Variant variant = holistic_variant(2, name);
    out.variants.push_back(variant);
    const std::string prefix = fmt::format("heatmap.{}.", name);
    Published accuracy;
    for (const PublishedHolistic& row : published_holistic()) {
      if (row.variant == name) accuracy = row.accuracy[0];
    }
    out.figures.push_back({prefix + "straight_dtw", variant.name, "straight.dtw", {}, ""});
    out.figures.push_back({prefix + "straight_mse", variant.name, "straight.mse", {}, ""});
    out.figures.push_back({prefix + "accuracy", variant.name, "accuracy", accuracy, kHolisticSource});
    shown.rows.push_back(
        {{holistic_title(name)}, {prefix + "straight_dtw", prefix + "straight_mse", prefix + "accuracy"}});
  }
  out.tables = {shown};
  out.present = present_maps;
  return out;
}

}  // namespace resketch
