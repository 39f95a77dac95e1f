// Tables 1 and following of the first work: every variant for 2, 4 or 20 classes, mean and by instance.
#include <fmt/format.h>

#include <cmath>

#include "experiments/catalogue.h"
#include "experiments/holistic.h"

namespace resketch {
namespace {

/// Accuracy or RMSE of the single instances; five of them are published.
void present_instances(int classes, bool rmse, const Measured& measured, Presentation& out) {
  const std::string quantity = rmse ? "rmse" : "accuracy";
  TableSpec shown{
      .title = fmt::format("{} of every instance, {} classes", rmse ? "RMSE" : "Accuracy", classes),
      .note = "An instance is a seed.",
      .heads = {"variant"},
      .columns = {}};
  std::size_t instances = 0;
  for (const PublishedHolistic& row : published_holistic()) {
    const std::string variant = holistic_name(classes, row.variant);
    instances = std::max(instances, measured.cells(variant).size());
  }
  for (std::size_t i = 0; i < instances; ++i) shown.columns.push_back(fmt::format("v{}", i));
  for (const PublishedHolistic& row : published_holistic()) {
    const auto values = measured.values(holistic_name(classes, row.variant), quantity);
    const auto published = published_instances(classes, row.variant, rmse);
    TableSpec::Row line{{holistic_title(row.variant)}, {}};
    for (std::size_t i = 0; i < instances; ++i) {
      if (i >= values.size()) {
        line.figures.emplace_back();
        continue;
      }
      const std::string name = fmt::format("instance.{}d.{}.v{}.{}", classes, row.variant, i, quantity);
      Figure figure =
          make_figure(summarise(std::span(&values[i], 1)), 0,
                      {.value = i < published.size() ? published[i] : Figure::kNone}, kHolisticSource);
      out.figure(name, figure);
      line.figures.push_back(name);
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables.push_back(std::move(shown));
}

/// Guessing the uniform vector: follows from the number of classes.
void present_random(int classes, Presentation& out) {
  const double n = classes;
  const double square = (1 - 1 / n) * (1 - 1 / n) + (n - 1) / (n * n);
  const double printed[3][2] = {{.5, .5}, {.25, .43}, {.05, .22}};
  const int column = classes == 2 ? 0 : classes == 4 ? 1 : 2;
  const std::string prefix = fmt::format("holistic.{}d.random.", classes);
  const auto add = [&](const char* what, double value, double published) {
    out.figure(prefix + what,
               make_figure(summarise(std::span(&value, 1)), 0,
                           {.value = published, .rounding = .005, .exact = true}, kHolisticSource));
  };
  add("accuracy", 1 / n, printed[column][0]);
  add("rmse", std::sqrt(square / n), printed[column][1]);
  out.tables.push_back({fmt::format("Random values, {} classes", classes),
                        "The uniform vector, guessed at random.",
                        {"variant"},
                        {"accuracy", "RMSE"},
                        {{{"random values"}, {prefix + "accuracy", prefix + "rmse"}}}});
}

template <int kClasses>
void present_all(const Measured& measured, Presentation& out) {
  present_random(kClasses, out);
  present_instances(kClasses, false, measured, out);
  present_instances(kClasses, true, measured, out);
  Chart chart{.kind = Chart::Kind::kBars,
              .title = fmt::format("Accuracy, {} classes", kClasses),
              .note = "",
              .x_title = "",
              .y_title = "",
              .value_title = "accuracy"};
  for (const PublishedHolistic& row : published_holistic()) {
    const int column = kClasses == 2 ? 0 : kClasses == 4 ? 1 : 2;
    const auto [summary, items] = measured.quantity(holistic_name(kClasses, row.variant), "accuracy");
    const std::string x = holistic_title(row.variant);
    chart.rows.push_back({x, "measured", summary.mean, summary.sd});
    chart.rows.push_back({x, "published", row.accuracy[column].value, row.accuracy[column].sd});
  }
  out.charts.push_back(std::move(chart));
  out.notes.emplace_back(
      "Published sds are those of a population of five, ours of a sample. Ours are trained on the pool of "
      "the "
      "public protocol (about 31 items a class where the authors had 114) and tested on 20 items a class; at "
      "default scale with 64 cells instead of 205.");
}

}  // namespace

Experiment holistic_classes(int classes) {
  Experiment out{
      .name = fmt::format("holistic-{}", classes),
      .title = fmt::format("One generator for {} classes", classes),
      .shows =
          "What the latent of one network for all classes is worth for inverse classification: as it is, "
          "with a second layer, noise, a repeller, types, and fewer examples; beside a forward network.",
      .source = fmt::format("Holistic inverse classification (2018), table of the {}D models", classes)};
  if (classes == 20) out.seeds_at_default = 3;
  const int column = classes == 2 ? 0 : classes == 4 ? 1 : 2;
  TableSpec shown{.title = fmt::format("Accuracy and RMSE, {} classes", classes),
                  .note = "Mean ± sd over instances. As published: noise at every step, the start drifts.",
                  .heads = {"variant"},
                  .columns = {"accuracy", "RMSE"}};
  for (const PublishedHolistic& row : published_holistic()) {
    const Variant variant = holistic_variant(classes, row.variant);
    out.variants.push_back(variant);
    const std::string prefix = fmt::format("holistic.{}d.{}.", classes, row.variant);
    out.figures.push_back(
        {prefix + "accuracy", variant.name, "accuracy", row.accuracy[column], kHolisticSource});
    out.figures.push_back({prefix + "rmse", variant.name, "rmse", row.rmse[column], kHolisticSource});
    shown.rows.push_back({{holistic_title(row.variant)}, {prefix + "accuracy", prefix + "rmse"}});
  }
  out.tables = {shown};
  out.present = classes == 2 ? present_all<2> : classes == 4 ? present_all<4> : present_all<20>;
  return out;
}

}  // namespace resketch
