// Training on some digits, testing on all.
#include <fmt/format.h>

#include <numeric>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

constexpr const char* kSource =
    "MNIST, 6 known and 4 unknown digits, trained on all images of the known: softmax .978, "
    "max-logit .993 (Vaze et al. 2022), OpenMax .981, CROSR .991, ARPL+CS .997";
constexpr int kMostKnown = 10;
constexpr int kSplits = 5;
constexpr int kModules = 1000;  // exemplars a class
constexpr double kJitter = 0.1;

struct ScoreColumn {
  NetworkKind network;
  const char* score;
  const char* title;
  double published;
};
constexpr ScoreColumn kScores[] = {
    {NetworkKind::kCnn, "softmax", "CNN, softmax", 0.978},
    {NetworkKind::kCnn, "max_logit", "CNN, max-logit", 0.993},
    {NetworkKind::kCnn, "code", "CNN, Mahalanobis", Figure::kNone},
    {NetworkKind::kCnn, "modules", "modules, 1,000 exemplars a class", Figure::kNone},
    {NetworkKind::kCnn, "together", "modules, the CNN's max-logit and code", Figure::kNone},
    {NetworkKind::kCool, "softmax", "COOL", Figure::kNone},
    {NetworkKind::kDaeAsymmetric, "scaled", "dAE, scaled output", Figure::kNone},
    {NetworkKind::kDaeAsymmetric, "redrawing", "dAE, redrawing", Figure::kNone},
    {NetworkKind::kDaeAsymmetric, "code", "dAE, Mahalanobis", Figure::kNone},
};

/// Six known digits of ten; every digit is unknown twice in five splits.
std::vector<int> split(int number) {
  std::vector<int> known;
  for (int digit = 0; digit < 10; ++digit) {
    const int place = (digit * 3 + 10 - 2 * number) % 10;
    if (place < 6) known.push_back(digit);
  }
  return known;
}

std::vector<int> first_digits(int count) {
  std::vector<int> known(count);
  std::iota(known.begin(), known.end(), 0);
  return known;
}

std::string split_variant(NetworkKind network, int number) {
  return fmt::format("split{}.{}", number + 1, to_string(network));
}

std::string curve_variant(NetworkKind network, int classes) {
  return fmt::format("known{}.{}", classes, to_string(network));
}

void add_variant(Experiment& out, const std::string& name, NetworkKind network, std::vector<int> known,
                 Scale least) {
  Variant variant{.name = name, .measure = Measure::kOpenSet, .data = "mnist", .least = least};
  variant.vision.network.kind = network;
  variant.vision.known = std::move(known);
  out.variants.push_back(variant);
}

void present_open_set(const Measured& measured, Presentation& out) {
  // Mean over splits and seeds, split by split for each seed.
  TableSpec shown{
      .title = "Five splits of 6 known and 4 unknown digits",
      .note =
          "Mean over splits; spread over seeds. Accuracy and F1 at a threshold that keeps 99 % of "
          "training images held back. The CNN saw its images jittered. Modules: the default preset on 1,000 "
          "random training images a class. Together: the sum of the modules' confidence, the max-logit and "
          "the Mahalanobis distance, each in units of how far below their median the lowest twentieth of "
          "images held back lies.",
      .heads = {"score"},
      .columns = {"AUROC", "unknown accepted at 95 % recall", "accuracy with rejection", "F1"}};
  for (const ScoreColumn& column : kScores) {
    TableSpec::Row line{{column.title}, {}};
    std::vector<std::string> splits;
    for (int number = 0; number < kSplits; ++number) splits.push_back(split_variant(column.network, number));
    for (const std::string quantity : {"auroc", "false_positives_at_95", "accuracy", "f1"}) {
      const auto means = measured.means(splits, fmt::format("{}.{}", column.score, quantity));
      if (means.items.empty()) continue;
      Published published;
      if (quantity == "auroc") published.value = column.published;
      const std::string figure =
          fmt::format("splits.{}.{}.{}", to_string(column.network), column.score, quantity);
      out.figure(figure, make_figure(summarise(means.values), means.items.back(), published,
                                     quantity == "auroc" ? kSource : ""));
      line.figures.push_back(figure);
    }
    if (line.figures.size() == shown.columns.size()) shown.rows.push_back(line);
  }
  out.tables.push_back(shown);

  for (const std::string quantity : {"auroc", "accuracy", "f1"}) {
    Chart chart{
        .kind = Chart::Kind::kPoints,
        .title = fmt::format("Training on the first digits: {}", quantity == "auroc" ? "AUROC" : quantity),
        .note = "Mean and sd over seeds.",
        .x_title = "known classes",
        .y_title = "",
        .value_title = quantity};
    for (const ScoreColumn& column : kScores) {
      for (int classes = 1; classes <= kMostKnown; ++classes) {
        const auto summary = measured
                                 .quantity(curve_variant(column.network, classes),
                                           fmt::format("{}.{}", column.score, quantity))
                                 .first;
        if (summary.n > 0)
          chart.rows.push_back({std::to_string(classes), column.title, summary.mean, summary.sd});
      }
    }
    if (!chart.rows.empty()) out.charts.push_back(std::move(chart));
  }
}

}  // namespace

Experiment open_set_mnist() {
  Experiment out{
      .name = "open-set-mnist",
      .title = "Open sets: digits that were never shown",
      .shows = "Which score of networks, and of modules, tells digits that they were trained on from others.",
      .source =
          "Denoising Autoencoders for Overgeneralization in Neural Networks (figures); others' figures "
          "beside the five splits"};
  out.seeds_at_default = 3;
  out.present = present_open_set;
  for (const NetworkKind network : {NetworkKind::kCnn, NetworkKind::kCool, NetworkKind::kDaeAsymmetric}) {
    for (int number = 0; number < kSplits; ++number) {
      const bool quick = number == 0 && network != NetworkKind::kCool;
      add_variant(out, split_variant(network, number), network, split(number),
                  quick ? Scale::kQuick : Scale::kDefault);
      if (network != NetworkKind::kCnn) continue;
      out.variants.back().vision.network.jitter = kJitter;
      out.variants.back().vision.modules = kModules;
    }
    for (int classes = 1; classes <= kMostKnown; ++classes) {
      // One class leaves an output layer nothing to compare.
      if (classes == 1 && !has_decoder(network)) continue;
      const bool shown = network != NetworkKind::kCool &&
                         (classes == 1 || classes == 2 || classes == 4 || classes == 8 || classes == 10);
      add_variant(out, curve_variant(network, classes), network, first_digits(classes),
                  shown ? Scale::kDefault : Scale::kPublished);
    }
  }
  return out;
}

}  // namespace resketch
