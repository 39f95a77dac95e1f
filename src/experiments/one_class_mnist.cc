// One digit is known, the others are strangers.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

constexpr const char* kSource =
    "one-class MNIST, mean AUROC: OCGAN .975 (Perera et al. 2019), plain autoencoder .957, "
    "Deep SVDD .948, isolation forest .923, OC-SVM .913";

constexpr NetworkKind kNetworks[] = {NetworkKind::kDenseAutoencoder, NetworkKind::kDaeAsymmetric};
constexpr const char* kScores[] = {"redrawing", "code"};

std::string variant_name(NetworkKind network, int digit) {
  return fmt::format("digit{}.{}", digit, to_string(network));
}

void present_one_class(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "Mean AUROC over the ten digits",
                  .note = "Spread over seeds.",
                  .heads = {"network", "score"},
                  .columns = {"AUROC"}};
  Chart chart{.kind = Chart::Kind::kBars,
              .title = "AUROC by digit",
              .note = "",
              .x_title = "known digit",
              .y_title = "",
              .value_title = "AUROC"};
  for (const NetworkKind network : kNetworks) {
    for (const char* score : kScores) {
      const std::string quantity = fmt::format("{}.auroc", score);
      std::vector<std::string> digits;
      for (int digit = 0; digit < 10; ++digit) {
        digits.push_back(variant_name(network, digit));
        const auto values = measured.values(digits.back(), quantity);
        if (values.empty()) continue;
        const Summary summary = summarise(values);
        chart.rows.push_back({std::to_string(digit), fmt::format("{}, {}", to_string(network), score),
                              summary.mean, summary.sd});
      }
      const auto means = measured.means(digits, quantity);
      if (means.items.empty()) continue;
      // A mean over all ten is what others publish.
      Published published;
      if (means.items.size() == digits.size())
        published.value = network == NetworkKind::kDenseAutoencoder && score == kScores[0] ? 0.957 : 0.975;
      const std::string name = fmt::format("{}.{}.auroc", to_string(network), score);
      out.figure(name, make_figure(summarise(means.values), 0, published, kSource));
      shown.rows.push_back({{to_string(network), score}, {name}});
    }
  }
  out.tables.push_back(shown);
  out.charts.push_back(std::move(chart));
}

}  // namespace

Experiment one_class_mnist() {
  Experiment out{.name = "one-class-mnist",
                 .title = "One class: a digit among strangers",
                 .shows = "How well a network that has seen one digit alone tells it from the other nine.",
                 .source = kSource};
  out.seeds_at_default = 3;
  out.present = present_one_class;
  for (const NetworkKind network : kNetworks) {
    for (int digit = 0; digit < 10; ++digit) {
      const bool quick = digit < 2 && network == NetworkKind::kDenseAutoencoder;
      Variant variant{.name = variant_name(network, digit),
                      .measure = Measure::kOpenSet,
                      .data = "mnist",
                      .least = quick ? Scale::kQuick : Scale::kDefault};
      variant.vision = {.network = {.kind = network}, .known = {digit}, .strangers = {}};
      out.variants.push_back(variant);
    }
  }
  return out;
}

}  // namespace resketch
