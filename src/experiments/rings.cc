// The toy of the paper: three rings in the plane.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

void present_rings(const Measured& measured, Presentation& out) {
  const auto& cells = measured.cells("rings");
  if (cells.empty()) return;
  struct Panel {
    const char* part;
    const char* title;
  };
  for (const Panel& panel :
       {Panel{"y", "Output of the classifier"}, Panel{"c_without_gamma", "Confidence without Gamma"},
        Panel{"c_with_gamma", "Confidence with Gamma"},
        Panel{"scaled_without_gamma", "Scaled output without Gamma"},
        Panel{"scaled_with_gamma", "Scaled output with Gamma"}}) {
    Chart chart{.kind = Chart::Kind::kHeatmap,
                .title = panel.title,
                .note = "First seed; the winning class. Rings around (-1, 1), (1, 1) and (1, -1).",
                .x_title = "x",
                .y_title = "y",
                .value_title = "value"};
    const auto& rows = cells.front().payload[panel.part];
    const double step = 4.0 / static_cast<double>(rows.size() - 1);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      for (std::size_t column = 0; column < rows[row].size(); ++column) {
        chart.rows.push_back({fmt::format("{:.3g}", -2 + step * static_cast<double>(column)),
                              fmt::format("{:.3g}", 2 - step * static_cast<double>(row)),
                              rows[row][column].get<double>()});
      }
    }
    out.charts.push_back(std::move(chart));
  }
}

}  // namespace

Experiment rings() {
  Experiment out{
      .name = "rings",
      .title = "Three rings in the plane",
      .shows =
          "A classifier is sure everywhere; scaled with the confidence of a denoising autoencoder it is "
          "sure on the rings only. Without Gamma it is sure at their centres, too, where the density "
          "has a minimum.",
      .source = "Denoising Autoencoders for Overgeneralization in Neural Networks, toy example (a figure)"};
  out.seeds_at_default = 3;
  Variant variant{.name = "rings", .measure = Measure::kRings, .data = "rings"};
  variant.vision.network.kind = NetworkKind::kPlane;
  out.variants.push_back(variant);
  out.figures = {{"rings.accuracy_at_0", "rings", "accuracy_at_0", {}, ""},
                 {"rings.fooled_at_90", "rings", "fooled_at_90", {}, ""}};
  TableSpec shown{.title = "Confidence on the rings and away from them",
                  .note = "Away: at least a ring's thickness. alpha is 20 and beta 5; gamma is exact.",
                  .heads = {"confidence"},
                  .columns = {"AUROC", "on the rings", "away", "at their centres"}};
  for (const std::string part : {"without_gamma", "with_gamma"}) {
    TableSpec::Row line{{part == "with_gamma" ? "with Gamma" : "without Gamma"}, {}};
    for (const std::string quantity :
         {"auroc", "confidence_on_rings", "confidence_away", "confidence_at_centres"}) {
      const std::string name = fmt::format("rings.{}.{}", part, quantity);
      out.figures.push_back({name, "rings", fmt::format("{}.{}", part, quantity), {}, ""});
      line.figures.push_back(name);
    }
    shown.rows.push_back(line);
  }
  out.tables = {shown};
  out.present = present_rings;
  return out;
}

}  // namespace resketch
