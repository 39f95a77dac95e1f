// Figures 3 to 6: what generators draw for items that they have not seen.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "measures/cell.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kTargets = 4;

Json drawn(const PreparedData& data, std::span<const float> values, std::string caption) {
  return {{"caption", std::move(caption)}, {"values", drawing_values(data, values)}};
}

/// The share of each type in a latent, clamped to 0..1 and divided by the sum: "0: .78, 2: .22".
std::string mixture(const std::vector<float>& latent) {
  std::vector<float> shares = latent;
  for (float& share : shares) share = std::clamp(share, 0.0F, 1.0F);
  const float sum = std::accumulate(shares.begin(), shares.end(), 0.0F);
  std::string text;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    const float share = sum > 0 ? shares[k] / sum : 0;
    if (share < 0.005F) continue;
    text += fmt::format("{}type {}: {:.2f}", text.empty() ? "" : ", ", k, share);
  }
  return text;
}

/// The first class of the alphabet, as in the published figures: 'a' and 0.
Json redraw_class(const CellTask& task, const std::vector<Decision>& decisions, const Dataset& targets) {
  const PreparedData& data = *task.data;
  const Module& module = task.model->modules.front();
  const std::size_t size = static_cast<std::size_t>(module.shape.steps) * module.shape.outputs;
  Json types = Json::array();
  for (int k = 0; k < module.shape.inputs; ++k)
    types.push_back(
        drawn(data, std::span(module.exemplars).subspan(k * size, size), fmt::format("type {}", k)));
  Json wanted = Json::array();
  Json made = Json::array();
  for (int n = 0; n < targets.size(); ++n) {
    wanted.push_back(drawn(data, targets[n].values, fmt::format("target {}", n)));
    const Reconstruction& redrawn = decisions[n].reconstructions.front();
    made.push_back(drawn(data, redrawn.values, mixture(redrawn.latent)));
  }
  return {{"title", fmt::format("Generator of '{}': types, targets, reconstructions", module.label)},
          {"kind", drawing_kind(data)},
          {"rows",
           {{{"label", "types"}, {"items", types}},
            {{"label", "targets"}, {"items", wanted}},
            {{"label", "reconstructions"}, {"items", made}}}}};
}

/// One target and what every module makes of it.
Json redraw_all(const CellTask& task, const Decision& decision, std::span<const float> target) {
  const PreparedData& data = *task.data;
  Json made = Json::array();
  for (std::size_t c = 0; c < task.model->modules.size(); ++c) {
    made.push_back(drawn(data, decision.reconstructions[c].values,
                         fmt::format("{}: {:.3g}", task.model->modules[c].label, decision.losses[c])));
  }
  return {{"title", "One target, redrawn by every module; the least loss wins"},
          {"kind", drawing_kind(data)},
          {"rows",
           {{{"label", "target"}, {"items", {drawn(data, target, "target")}}},
            {{"label", "redrawn by"}, {"items", made}}}}};
}

}  // namespace

Result<CellOutcome> measure_redraw(const CellTask& task) {
  const std::string& label = task.model->modules.front().label;
  const Dataset items = items_of_class(task.data->test, label, kTargets);
  if (items.size() == 0)
    return Error(ErrorCode::kBadInput, fmt::format("no test item is labelled '{}'", label), task.data->name);
  ClassifyOptions options = published_search(task, 50);
  options.keep_reconstructions = true;
  const auto decisions = classify(*task.model, items, options);
  if (!decisions) return decisions.error();
  const auto targets = preprocess(task.data->preprocessing, items);
  if (!targets) return targets.error();
  CellOutcome out;
  double loss = 0;
  for (const Decision& decision : *decisions) loss += decision.losses.front();
  out.values["mse"] = {loss / items.size(), 0};
  out.payload = {{"class", redraw_class(task, *decisions, *targets)},
                 {"all", redraw_all(task, decisions->front(), (*targets)[0].values)}};
  return out;
}

Result<CellOutcome> measure_lookalikes(const CellTask& task) {
  const Dataset& pool = task.data->pool;
  const Dataset first = items_of_class(pool, "u", std::numeric_limits<int>::max());
  const Dataset second = items_of_class(pool, "w", std::numeric_limits<int>::max());
  double least = std::numeric_limits<double>::infinity();
  int u = -1;
  int w = -1;
  for (int i = 0; i < first.size(); ++i) {
    for (int j = 0; j < second.size(); ++j) {
      const auto a = first[i].values;
      const auto b = second[j].values;
      double squares = 0;
      for (std::size_t n = 0; n < a.size(); ++n) squares += (a[n] - b[n]) * (a[n] - b[n]);
      const double loss = squares / static_cast<double>(a.size());
      if (loss < least) {
        least = loss;
        u = i;
        w = j;
      }
    }
  }
  if (u < 0) return Error(ErrorCode::kBadInput, "has no 'u' or no 'w'", task.data->name);
  CellOutcome out;
  out.values["mse"] = {least, 0};
  const Json items = {drawn(*task.data, first[u].values, "labelled u"),
                      drawn(*task.data, second[w].values, "labelled w")};
  out.payload = {{"title", "The 'u' and the 'w' of the pool that are nearest to each other"},
                 {"kind", drawing_kind(*task.data)},
                 {"rows", {{{"label", ""}, {"items", items}}}}};
  return out;
}

}  // namespace resketch
