// The latent space of four letters on a self-organising map.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/holistic.h"

namespace resketch {
namespace {

constexpr const char* kVariants[] = {"naked",    "ds",       "noise_01", "noise_02",
                                     "noise_03", "noise_04", "repeller"};

struct Claim {
  const char* quantity;
  const char* title;
};
constexpr Claim kClaims[] = {{"agreement", "alike neighbours"},
                             {"chance", "by chance"},
                             {"border", "border / inside"},
                             {"unclear", "unclear"},
                             {"overlap", "overlap"}};

void present_maps(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "What noise does to the borders",
                  .note = "Less the naked generator, paired by seed.",
                  .heads = {"variant"},
                  .columns = {}};
  for (const Claim& claim : kClaims) shown.columns.emplace_back(claim.title);
  for (const char* variant : kVariants) {
    if (std::string(variant) == "naked") continue;
    TableSpec::Row line{{holistic_title(variant)}, {}};
    for (const Claim& claim : kClaims) {
      const std::string name = fmt::format("trend.{}.{}", variant, claim.quantity);
      out.figure(name, paired_difference(measured, holistic_name(4, variant), holistic_name(4, "naked"),
                                         fmt::format("som.{}", claim.quantity)));
      line.figures.push_back(name);
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables.push_back(std::move(shown));
  for (const char* variant : kVariants) {
    const auto& cells = measured.cells(holistic_name(4, variant));
    if (cells.empty()) continue;
    const auto& payload = cells.front().payload;
    const int side = payload["side"].get<int>();
    Chart chart{.kind = Chart::Kind::kHeatmap,
                .title = fmt::format("Map of the latents: {}", holistic_title(variant)),
                .note =
                    "First seed. Light: what a neuron draws differs much from what its neighbours draw. "
                    "Letters: what the latents that it won draw; x: nothing clear.",
                .x_title = "",
                .y_title = "",
                .value_title = "distance of drawings"};
    for (int n = 0; n < side * side; ++n) {
      chart.rows.push_back({.x = std::to_string(n % side),
                            .y = std::to_string(n / side),
                            .value = payload["heights"][n].get<double>(),
                            .text = payload["labels"][n].get<std::string>()});
    }
    out.charts.push_back(std::move(chart));
  }
}

}  // namespace

Experiment holistic_som() {
  Experiment out{.name = "holistic-som",
                 .title = "The latent space of four letters on a map",
                 .shows =
                     "Three claims, measured. Like vectors cluster: neighbours on the map draw equal letters "
                     "more often than chance has it. Borders are visible: neighbours with unlike letters "
                     "draw things that differ more. Noise makes borders fuzzier, but they do not overlap.",
                 .source = "Holistic inverse classification (2018), SOM trends 1 to 3"};
  TableSpec shown{
      .title = "286 latents on a map of 17 x 17 neurons",
      .note =
          "“Alike neighbours”: share of equal letters among latents that lie beside each other on the map. "
          "“Border / inside”: mean distance between the drawings of adjacent neurons that "
          "draw unlike letters, over that of those that draw the same. “Unclear”: share of "
          "latents whose drawing is farther from every typical letter than 99 % of the training "
          "items are from their own (published: by eye). “Overlap”: share of neurons that won latents of "
          "several letters.",
      .heads = {"variant"},
      .columns = {}};
  for (const Claim& claim : kClaims) shown.columns.emplace_back(claim.title);
  for (const char* name : kVariants) {
    const Variant variant = holistic_variant(4, name);
    out.variants.push_back(variant);
    TableSpec::Row line{{holistic_title(name)}, {}};
    for (const Claim& claim : kClaims) {
      const std::string figure = fmt::format("som.{}.{}", name, claim.quantity);
      out.figures.push_back({figure, variant.name, fmt::format("som.{}", claim.quantity), {}, ""});
      line.figures.push_back(figure);
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables = {shown};
  out.present = present_maps;
  return out;
}

}  // namespace resketch
