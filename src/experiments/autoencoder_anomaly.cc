// Anomalies by what an autoencoder cannot redraw.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

constexpr NetworkKind kNetworks[] = {NetworkKind::kDenseAutoencoder, NetworkKind::kConvAutoencoder};

void present_worst(const Measured& measured, Presentation& out) {
  for (const NetworkKind network : kNetworks) {
    const auto& cells = measured.cells(to_string(network));
    if (cells.empty()) continue;
    auto drawing = cells.front().payload;
    drawing["title"] = to_string(network) + ": the largest losses";
    out.drawings.push_back(std::move(drawing));
  }
}

}  // namespace

Experiment autoencoder_anomaly() {
  Experiment out{
      .name = "autoencoder-anomaly",
      .title = "Anomalies: clothes among digits",
      .shows = "An autoencoder of digits redraws digits well and clothes badly, which tells them apart.",
      .source = "Autoencoders (lecture): MNIST, mean loss .105, sd .036"};
  out.seeds_at_default = 3;
  out.present = present_worst;
  TableSpec shown{
      .title = "Loss of MNIST's test images, and Fashion-MNIST's as strangers",
      .note =
          "Loss: mean binary cross-entropy a pixel. Flagged: beyond mean + 3 sd of training images "
          "held back. Fashion-MNIST: the first 4,443 test images.",
      .heads = {"network"},
      .columns = {"mean loss", "sd", "AUROC by loss", "by code", "strangers accepted at 95 % recall",
                  "digits flagged", "strangers flagged"}};
  for (const NetworkKind network : kNetworks) {
    const std::string name = to_string(network);
    Variant variant{.name = name,
                    .measure = Measure::kAutoencoder,
                    .data = "mnist",
                    .least = network == NetworkKind::kDenseAutoencoder ? Scale::kQuick : Scale::kDefault};
    variant.vision = {.network = {.kind = network}, .known = {}, .strangers = "fashion-mnist"};
    out.variants.push_back(variant);
    TableSpec::Row line{{network == NetworkKind::kDenseAutoencoder ? "784-32-784" : "convolutional"}, {}};
    for (const std::string quantity : {"loss_mean", "loss_sd", "auroc", "code.auroc", "false_positives_at_95",
                                       "own_beyond_3_sd", "strangers_beyond_3_sd"}) {
      Published published;
      if (network == NetworkKind::kDenseAutoencoder && quantity == "loss_mean")
        published = {.value = 0.105, .rounding = 0.0005};
      if (network == NetworkKind::kDenseAutoencoder && quantity == "loss_sd")
        published = {.value = 0.036, .rounding = 0.0005};
      out.figures.push_back({name + "." + quantity, name, quantity, published, out.source});
      line.figures.push_back(name + "." + quantity);
    }
    shown.rows.push_back(line);
  }
  out.tables = {shown};
  return out;
}

}  // namespace resketch
