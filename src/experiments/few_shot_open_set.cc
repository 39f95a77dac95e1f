// Few examples of some classes, then items of all: nobody has measured this before.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "experiments/catalogue.h"
#include "experiments/presentation.h"
#include "measures/few_shot_setting.h"

namespace resketch {
namespace {

constexpr int kSplits = 10;
constexpr int kQuickSplits = 2;

int classes_of(bool images) {
  return images ? 10 : 20;
}
int known_of(bool images) {
  return images ? 6 : 10;
}

struct Score {
  const char* name;
  const char* title;
};
constexpr Score kStrokeScores[] = {{"modules", "modules: confidence of the answer"},
                                   {"fit", "modules: evidence of the best alone"},
                                   {"nn", "nearest neighbour, Euclidean distance"},
                                   {"dtw", "nearest neighbour, DTW distance"},
                                   {"dtw-affine", "nearest neighbour, DTW with an affine fit"}};
constexpr Score kImageScores[] = {{"modules", "modules: confidence of the answer"},
                                  {"fit", "modules: evidence of the best alone"},
                                  {"nn", "nearest neighbour, Euclidean distance"},
                                  {"idm", "nearest neighbour, image distortion model"}};

std::span<const Score> scores_of(const std::string& data) {
  if (data == "mnist") return kImageScores;
  return kStrokeScores;
}

std::string variant_name(int split) {
  return fmt::format("split{}", split + 1);
}

/// `known` of `classes`, another choice for each split, the same for every seed of exemplars.
std::vector<int> known_classes_of(int split, int classes, int known) {
  std::vector<int> order(classes);
  std::iota(order.begin(), order.end(), 0);
  RandomStream random(42, kRandomSplit, static_cast<std::uint32_t>(classes),
                      static_cast<std::uint32_t>(split));
  for (int i = classes - 1; i > 0; --i)
    std::swap(order[i], order[random.below(static_cast<std::uint32_t>(i) + 1)]);
  order.resize(known);
  std::sort(order.begin(), order.end());
  return order;
}

/// Mean over splits, seed by seed.
Figure over_splits(const Measured& measured, const std::string& quantity) {
  std::vector<std::string> splits;
  for (int split = 0; split < kSplits; ++split) splits.push_back(variant_name(split));
  const auto means = measured.means(splits, quantity);
  return make_figure(summarise(means.values), std::accumulate(means.items.begin(), means.items.end(), 0), {},
                     "");
}

/// The bounds that 95 % of the resampled means over splits and seeds lie between.
struct Interval {
  double low = Figure::kNone;
  double high = Figure::kNone;
};
Interval over_items(const Measured& measured, const std::string& quantity) {
  std::vector<double> sums;
  int cells = 0;
  for (int split = 0; split < kSplits; ++split) {
    for (const CellOutcome& cell : measured.cells(variant_name(split))) {
      if (!cell.payload.contains(quantity)) continue;
      const auto& resampled = cell.payload[quantity];
      sums.resize(resampled.size(), 0);
      for (std::size_t sample = 0; sample < sums.size(); ++sample)
        sums[sample] += resampled[sample].get<double>();
      ++cells;
    }
  }
  if (cells == 0) return {};
  std::ranges::sort(sums);
  const auto at = [&](double share) {
    return sums[std::lround(share * static_cast<double>(sums.size() - 1))] / cells;
  };
  return {at(0.025), at(0.975)};
}

/// The modules' AUROC and what it is above the best distance's, with their intervals.
void present_intervals(const Measured& measured, Presentation& out) {
  TableSpec table{
      .title = "Chance, of the items",
      .note =
          "95 % intervals of the means over splits and seeds: percentiles over test items drawn with "
          "replacement. The best distance is chosen for every split and seed, on its test items.",
      .heads = {""},
      .columns = {"AUROC", "from", "to"}};
  for (const auto& [quantity, title] :
       {std::pair{"modules.auroc", "modules"}, std::pair{"lead.auroc", "modules less best distance"}}) {
    const std::string name = quantity;
    if (out.find(name) == nullptr) out.figure(name, over_splits(measured, name));
    const Interval interval = over_items(measured, name);
    const auto bound = [&](const char* suffix, double value) {
      out.figure(name + suffix, make_figure(summarise(std::span(&value, 1)), 0, {}, ""));
      return name + suffix;
    };
    table.rows.push_back({{title}, {name, bound("_low", interval.low), bound("_high", interval.high)}});
  }
  out.tables.push_back(std::move(table));
}

/// F1 where more and more unknown classes are among the tested.
void present_f1(const std::string& data, int known, int unknown, const Measured& measured,
                Presentation& out) {
  TableSpec table{
      .title = "F1 by openness",
      .note =
          "Openness = 1 - sqrt(2 known / (known + tested)), in classes (Scheirer et al. 2013). F1 of "
          "\"known and named rightly\", with the threshold that keeps 95 % of the known items; the unknown "
          "classes are the first ones of a split.",
      .heads = {"score"},
      .columns = {}};
  for (const int tenths : kUnknownTenths) {
    const int met = unknown_tested(unknown, tenths);
    table.columns.push_back(
        fmt::format("{} unknown: openness {:.3f}", met, 1 - std::sqrt(2.0 * known / (2 * known + met))));
  }
  for (const Score& score : scores_of(data)) {
    TableSpec::Row row{{score.title}, {}};
    for (const int tenths : kUnknownTenths) {
      const std::string name = fmt::format("{}.f1_at_{}_tenths", score.name, tenths);
      out.figure(name, over_splits(measured, name));
      row.figures.push_back(name);
    }
    table.rows.push_back(std::move(row));
  }
  out.tables.push_back(std::move(table));
}

void present_scores(const std::string& data, const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "Known classes against all others",
                  .note =
                      "Mean over splits; spread over seeds. Accuracy counts known items that are named "
                      "rightly and kept, at thresholds that keep so many of them.",
                  .heads = {"score"},
                  .columns = {"AUROC", "unknown accepted at 95 % recall", "accuracy, all kept", "99 % kept",
                              "90 % kept"}};
  for (const Score& score : scores_of(data)) {
    TableSpec::Row row{{score.title}, {}};
    for (const char* quantity :
         {"auroc", "false_positives_at_95", "accuracy_at_100", "accuracy_at_99", "accuracy_at_90"}) {
      const std::string name = fmt::format("{}.{}", score.name, quantity);
      out.figure(name, over_splits(measured, name));
      row.figures.push_back(name);
    }
    shown.rows.push_back(std::move(row));
  }
  out.tables.push_back(std::move(shown));
  TableSpec product{.title = "The threshold that the model comes with",
                    .note = "Set on the exemplars alone, to keep 99 % of known items.",
                    .heads = {""},
                    .columns = {"share"}};
  out.figure("known_kept", over_splits(measured, "known_kept"));
  out.figure("strangers_refused", over_splits(measured, "strangers_refused"));
  product.rows = {{{"known items kept"}, {"known_kept"}}, {{"unknown items refused"}, {"strangers_refused"}}};
  out.tables.push_back(std::move(product));
  const bool images = data == "mnist";
  present_f1(data, known_of(images), classes_of(images) - known_of(images), measured, out);
  present_intervals(measured, out);
}

void present_strokes(const Measured& measured, Presentation& out) {
  present_scores("characters", measured, out);
}
void present_images(const Measured& measured, Presentation& out) {
  present_scores("mnist", measured, out);
}

}  // namespace

Experiment few_shot_open_set(const std::string& data) {
  const bool images = data == "mnist";
  const int classes = classes_of(images);
  const int known = known_of(images);
  Experiment out{.name = "open-set-few-shot-" + data,
                 .title = fmt::format("Open set from four examples a class: {}", data),
                 .shows = fmt::format("Whether {} classes of 4 examples each are told from {} others: by the "
                                      "modules' evidence, and by distances to the same exemplars.",
                                      known, classes - known),
                 .source = "not measured before"};
  for (int split = 0; split < kSplits; ++split) {
    Variant variant{.name = variant_name(split),
                    .measure = Measure::kFewShotOpenSet,
                    .data = data,
                    .least = split < kQuickSplits ? Scale::kQuick : Scale::kDefault};
    variant.known = known_classes_of(split, classes, known);
    out.variants.push_back(std::move(variant));
  }
  out.present = images ? present_images : present_strokes;
  return out;
}

}  // namespace resketch
