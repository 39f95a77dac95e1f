// Autoencoders: how well they redraw what they know, and whether they tell it from strangers.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "measures/mahalanobis.h"
#include "measures/roc.h"
#include "measures/summary.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPixels = 28 * 28;

Json image(const CellTask& task, std::span<const float> values, int n, const std::string& caption) {
  return {
      {"caption", caption},
      {"values", drawing_values(*task.data, values.subspan(static_cast<std::size_t>(n) * kPixels, kPixels))}};
}

/// The items with the largest loss and what the network made of them.
Json worst(const CellTask& task, const TrainedNetwork& network, const Dataset& data,
           const std::vector<float>& losses, const std::string& label) {
  std::vector<int> order(data.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, [&](int a, int b) { return losses[a] > losses[b]; });
  order.resize(std::min<std::size_t>(order.size(), 8));
  const Dataset shown = data.subset(order);
  const std::vector<float> redrawn = network.reconstruct(inputs_of(shown));
  Json items = Json::array();
  Json made = Json::array();
  for (int i = 0; i < shown.size(); ++i) {
    items.push_back(image(task, shown.values, i, fmt::format("{:.3f}", losses[order[i]])));
    made.push_back(image(task, redrawn, i, ""));
  }
  return {{{"label", label}, {"items", items}}, {{"label", "redrawn"}, {"items", made}}};
}

std::vector<float> negated(std::vector<float> values) {
  for (float& value : values) value = -value;
  return values;
}

std::vector<float> code_scores(const Mahalanobis& distance, const NetworkAnswers& answers, int items) {
  std::vector<float> out;
  for (int n = 0; n < items; ++n) {
    const auto first = static_cast<std::size_t>(n) * answers.code_size;
    out.push_back(static_cast<float>(-distance(std::span(answers.code).subspan(first, answers.code_size))));
  }
  return out;
}

double share_beyond(const std::vector<float>& losses, double limit) {
  const auto beyond = std::ranges::count_if(losses, [&](float loss) { return loss > limit; });
  return static_cast<double>(beyond) / static_cast<double>(losses.size());
}

}  // namespace

Result<CellOutcome> measure_autoencoder(const CellTask& task) {
  const KnownClasses known = known_classes(task);
  const auto trained = train_for(task, known);
  if (!trained) return trained.error();
  const TrainedNetwork& network = **trained;
  const Dataset& test = task.data->test;
  const Dataset& strangers = task.vision.strangers->test;
  const auto usual = network.answer(inputs_of(known.validation), -1, task.progress);
  if (!usual) return usual.error();
  const auto own = network.answer(inputs_of(test), -1, task.progress);
  if (!own) return own.error();
  const auto others = network.answer(inputs_of(strangers), -1, task.progress);
  if (!others) return others.error();

  const auto moments = [](const std::vector<float>& values) {
    return summarise(std::vector<double>(values.begin(), values.end()));
  };
  CellOutcome out;
  const Summary on_test = moments(own->cross_entropy);
  out.values["loss_mean"] = {on_test.mean, 0};
  out.values["loss_sd"] = {on_test.sd, 0};
  out.values["auroc"] = {auroc(negated(own->cross_entropy), negated(others->cross_entropy)), 0};
  out.values["false_positives_at_95"] = {
      false_positives_at(0.95, negated(own->cross_entropy), negated(others->cross_entropy)),
      strangers.size()};
  // The limit comes from what was held back of the training images.
  const Summary expected = moments(usual->cross_entropy);
  const double limit = expected.mean + 3 * expected.sd;
  out.values["own_beyond_3_sd"] = {share_beyond(own->cross_entropy, limit), test.size()};
  out.values["strangers_beyond_3_sd"] = {share_beyond(others->cross_entropy, limit), strangers.size()};
  const std::vector<int> one_class(known.validation.size(), 0);
  const Mahalanobis distance(usual->code, one_class, usual->code_size, 1);
  out.values["code.auroc"] = {
      auroc(code_scores(distance, *own, test.size()), code_scores(distance, *others, strangers.size())), 0};

  Json rows = worst(task, network, test, own->cross_entropy, "known, largest losses");
  for (Json& row : worst(task, network, strangers, others->cross_entropy, "strangers, largest losses"))
    rows.push_back(std::move(row));
  out.payload = {{"title", task.variant.name}, {"kind", "image"}, {"rows", std::move(rows)}};
  return out;
}

}  // namespace resketch
