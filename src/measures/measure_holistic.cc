// One generator for all classes: trained, searched for every test item, and its latents mapped.
#include <algorithm>
#include <cmath>

#include "inference/holistic_search.h"
#include "measures/holistic_set.h"
#include "measures/latent_map.h"
#include "measures/letter_map.h"
#include "training/last_state_lstm.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSwitchClasses = 4;  // up to here every switch of the search is tried, as it costs little

/// Accuracy and mean RMSE of answers [N, n] as published; `repeller` is the label of what should be answered
/// by the uniform vector, if any is.
void score(const std::vector<float>& answers, const std::vector<int>& labels, int classes, bool repeller,
           const std::string& ending, CellOutcome& out) {
  const auto n = static_cast<float>(classes);
  double right = 0;
  double rmse = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto answer = std::span(answers).subspan(i * classes, classes);
    double squares = 0;
    bool uniform = repeller;
    for (int k = 0; k < classes; ++k) {
      const float one_hot = labels[i] == k ? 1.0F : 0.0F;
      const double gap = answer[k] - (labels[i] == classes ? 1 / n : one_hot);
      squares += gap * gap;
      uniform = uniform && std::lround(answer[k] * n) == 1;
    }
    rmse += std::sqrt(squares / classes);
    const int best = static_cast<int>(std::ranges::max_element(answer) - answer.begin());
    right += (uniform ? classes : best) == labels[i] ? 1 : 0;
  }
  const auto items = static_cast<int>(labels.size());
  out.values["accuracy" + ending] = {right / items, items};
  out.values["rmse" + ending] = {rmse / items, 0};
}

/// Adds up the types of each class: [N, n T] to [N, n].
std::vector<float> without_types(const std::vector<float>& latents, int types) {
  std::vector<float> out;
  for (std::size_t at = 0; at < latents.size(); at += types) {
    float sum = 0;
    for (int k = 0; k < types; ++k) sum += latents[at + k];
    out.push_back(sum);
  }
  return out;
}

void add_latent_map(const HolisticNetwork& network, const std::vector<float>& prototypes,
                    const HolisticSet& set, CellOutcome& out) {
  const LatentMap map = latent_map(network, prototypes);
  out.values["straight.mse"] = {map.straight_mse, 0};
  out.values["straight.dtw"] = {map.straight_dtw, 0};
  out.payload = {
      {"labels", set.labels}, {"mse", {map.mse[0], map.mse[1]}}, {"dtw", {map.dtw[0], map.dtw[1]}}};
}

void add_letter_map(const HolisticNetwork& network, const std::vector<float>& prototypes,
                    const HolisticSet& set, std::uint64_t seed, CellOutcome& out) {
  const LetterMap map = letter_map(network, set, prototypes, seed);
  out.values["som.agreement"] = {map.agreement, 0};
  out.values["som.chance"] = {map.chance, 0};
  if (std::isfinite(map.border)) out.values["som.border"] = {map.border, 0};
  out.values["som.unclear"] = {map.unclear, 0};
  out.values["som.overlap"] = {map.overlap, 0};
  out.payload = {{"side", map.side}, {"heights", map.heights}, {"labels", map.labels}};
}

}  // namespace

Result<CellOutcome> measure_holistic(const CellTask& task) {
  const HolisticSetting& setting = task.variant.holistic;
  const auto set = holistic_set(task);
  if (!set) return set.error();
  const HolisticOptions options{.cells = task.holistic.cells,
                                .layers = setting.layers,
                                .gates = setting.hard_gates ? GateFunction::kHard : GateFunction::kLogistic,
                                .presentations = task.holistic.presentations_of(setting.classes),
                                .noise = setting.noise,
                                .noise_every_step = setting.noise_every_step,
                                .seed = task.seed};
  const auto network = train_holistic(set->train, set->check, set->steps, set->dims, options, task.progress);
  if (!network) return network.error();
  CellOutcome out;
  out.values["loss"] = {network->loss, 0};

  const HolisticView view{network->shape, network->parameters.data(), network->clamps_latent};
  const auto search = [&](HolisticSearchOptions how, const std::string& ending) -> Result<void> {
    how.iterations = task.holistic.iterations;
    auto latents = holistic_search(view, set->test_targets, how, task.progress);
    if (!latents) return latents.error();
    score(setting.types ? without_types(*latents, kTypesAClass) : *latents, set->test_labels, set->classes,
          setting.repeller, ending, out);
    return {};
  };
  if (auto ok = search({}, ""); !ok) return ok.error();
  if (setting.classes <= kSwitchClasses) {
    if (auto ok = search({.start_drifts = false}, ".steady_start"); !ok) return ok.error();
    if (auto ok = search({.beta2 = 0.999F}, ".beta2_999"); !ok) return ok.error();
  }
  if (setting.types || (setting.classes != 2 && setting.classes != 4)) return out;
  const auto typical = prototypes(task);
  if (!typical) return typical.error();
  if (setting.classes == 2) {
    add_latent_map(*network, *typical, *set, out);
  } else {
    add_letter_map(*network, *typical, *set, task.seed, out);
  }
  return out;
}

Result<CellOutcome> measure_holistic_forward(const CellTask& task) {
  const auto set = holistic_set(task);
  if (!set) return set.error();
  const LastStateOptions options{.cells = task.holistic.cells,
                                 .presentations = task.holistic.presentations_of(set->classes),
                                 .seed = task.seed};
  const auto network = train_last_state(set->train.targets, set->train_labels, set->steps, set->dims,
                                        set->classes, options, task.progress);
  if (!network) return network.error();
  CellOutcome out;
  score(last_state_answers(*network, set->test_targets), set->test_labels, set->classes, false, "", out);
  return out;
}

}  // namespace resketch
