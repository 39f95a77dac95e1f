#include "classify/calibration.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <vector>

#include "base/share.h"
#include "classify/confidence.h"
#include "classify/explain.h"
#include "classify/normal_quantile.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

// Items held out, of all classes together where they have so many: a threshold that one item in a hundred
// falls below needs hundreds. Of a class at least as many as below.
constexpr int kHeldOut = 320;
constexpr int kMostHeldOut = 8;
constexpr int kFolds = 4;

/// Items of known classes, and what all modules made of them.
struct Trial {
  std::vector<int> modules;                   // the right ones
  std::vector<std::vector<double>> evidence;  // of all modules

  int size() const { return static_cast<int>(modules.size()); }
};

/// Explains `targets` [N, T, D] of the classes `modules` [N] by `explainer` and appends the outcome.
/// @param left_out [N], or empty
Result<void> explain_items(const Model& model, const Explainer& explainer, std::span<const float> targets,
                           std::span<const int> modules, std::span<const LeftOut> left_out, int threads,
                           const Ranks& ranks, Trial& out) {
  const int count = static_cast<int>(modules.size());
  const int batch = block_of(ranks, explainer.batch(), count);
  auto explanations = explain_share(explainer, {targets, left_out, 0, false, threads}, count,
                                    model.modules.size(), ranks, batch, [](int) { return true; });
  if (!explanations) return explanations.error();
  std::vector<std::vector<double>> evidence;
  for (Explanation& explanation : *explanations) evidence.push_back(std::move(explanation.evidence));
  auto all = gather<std::vector<double>>(ranks, batch, std::move(evidence), Ranks::To::kAll);
  if (!all) return all.error();
  out.modules.insert(out.modules.end(), modules.begin(), modules.end());
  out.evidence.insert(out.evidence.end(), std::make_move_iterator(all->begin()),
                      std::make_move_iterator(all->end()));
  return {};
}

/// The exemplars of one fold. A class with one exemplar keeps it; of a large class only the first few take
/// part.
std::vector<LeftOut> fold_items(const Model& model, int fold, int folds) {
  const int C = static_cast<int>(model.modules.size());
  const int most = std::max(kMostHeldOut, kHeldOut / C);
  std::vector<LeftOut> items;
  for (int c = 0; c < C; ++c) {
    const int K = model.modules[c].shape.inputs;
    for (int k = fold; K > 1 && k < std::min(K, most); k += folds) items.push_back({c, k});
  }
  return items;
}

/// The model without `items`, of the same classes.
Model without(const Model& model, std::span<const LeftOut> items) {
  const auto size = static_cast<std::ptrdiff_t>(model.preprocessing.steps) * model.preprocessing.dims;
  Model rest = model;
  for (std::size_t i = items.size(); i-- > 0;) {  // last first: indices before it stay true
    Module& module = rest.modules[items[i].module];
    const auto at = module.exemplars.begin() + items[i].exemplar * size;
    module.exemplars.erase(at, at + size);
    --module.shape.inputs;
  }
  return rest;
}

/// LSTMs redraw each exemplar without its own latent weight; training them again without it would take too
/// long. The others are learned anew from the exemplars of all folds but one, shared style too.
Result<Trial> explain_held_out(const Model& model, const InferenceOptions& inference, int threads,
                               const Ranks& ranks) {
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  Trial out;
  const bool lstm = model.generator == GeneratorKind::kLstm;
  const int folds = lstm ? 1 : kFolds;
  for (int fold = 0; fold < folds; ++fold) {
    const std::vector<LeftOut> items = fold_items(model, fold, folds);
    if (items.empty()) continue;
    Model rest = lstm ? model : without(model, items);
    if (!lstm) {
      if (auto learned = learn_style(rest); !learned) return learned.error();
    }
    const auto explainer = make_explainer(rest, inference);
    if (!explainer) return explainer.error();
    std::vector<float> targets;
    std::vector<int> modules;
    for (const LeftOut& item : items) {
      const auto from = std::span(model.modules[item.module].exemplars).subspan(item.exemplar * size, size);
      targets.insert(targets.end(), from.begin(), from.end());
      modules.push_back(item.module);
    }
    if (auto done = explain_items(model, **explainer, targets, modules,
                                  lstm ? std::span(items) : std::span<const LeftOut>(), threads, ranks, out);
        !done)
      return done.error();
  }
  return out;
}

/// Negative log probability of the right classes, per item, with the prior around `usual`.
double cross_entropy(const Trial& run, const UsualTemperature& usual, double temperature) {
  const double n = static_cast<double>(run.size());
  double sum = 0.5 * std::pow(std::log(temperature / usual.value) / usual.spread, 2);
  for (int i = 0; i < run.size(); ++i) {
    const auto& evidence = run.evidence[i];
    const double top = *std::max_element(evidence.begin(), evidence.end());
    double total = 0;
    for (const double e : evidence) total += std::exp((e - top) / temperature);
    sum += std::log(total) - (evidence[run.modules[i]] - top) / temperature;
  }
  return sum / n;
}

/// Golden-section search over the temperature's logarithm.
double best_temperature(const Trial& run, const UsualTemperature& usual) {
  constexpr double kGolden = 0.6180339887498949;
  double low = std::log(usual.value) - 5;
  double high = std::log(usual.value) + 5;
  double a = high - kGolden * (high - low);
  double b = low + kGolden * (high - low);
  double at_a = cross_entropy(run, usual, std::exp(a));
  double at_b = cross_entropy(run, usual, std::exp(b));
  while (high - low > 1e-4) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - kGolden * (high - low);
      at_a = cross_entropy(run, usual, std::exp(a));
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + kGolden * (high - low);
      at_b = cross_entropy(run, usual, std::exp(b));
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace

void set_rejection(std::vector<double> confidences, Model& model) {
  constexpr double kEnough = 2;
  const double n = static_cast<double>(confidences.size());
  double mean = 0;
  for (const double value : confidences) mean += value / n;
  double variance = 0;
  for (const double value : confidences) variance += std::pow(value - mean, 2) / (n - 1);
  Calibration& calibration = model.calibration;
  calibration.confidence_mean = mean;
  calibration.confidence_sd = std::sqrt(variance * (1 + 1 / n));
  const double below = n * (1 - model.rejection_keep);
  if (below < kEnough) return;
  const auto at = confidences.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(confidences.begin(), at, confidences.end());
  // The threshold is the mean less so many standard deviations (rejection_threshold).
  calibration.confidence_mean = *at + normal_quantile(model.rejection_keep) * calibration.confidence_sd;
}

Result<std::vector<double>> calibrate(Model& model, const Dataset& witnesses, InferenceOptions inference,
                                      int threads, const Ranks& ranks) {
  inference.exhaustive = true;  // the right class counts even where it would have been passed over
  const auto explainer = make_explainer(model, inference);
  if (!explainer) return explainer.error();
  const UsualTemperature usual = (*explainer)->usual_temperature();
  model.calibration = {.temperature = usual.value};
  Trial trial;
  if (witnesses.size() > 0) {
    if (auto done =
            explain_items(model, **explainer, witnesses.values, witnesses.labels, {}, threads, ranks, trial);
        !done)
      return done.error();
  } else {
    auto held_out = explain_held_out(model, inference, threads, ranks);
    if (!held_out) return held_out.error();
    trial = *std::move(held_out);
  }
  if (trial.size() < 2) return std::vector<double>();
  if (model.modules.size() > 1) model.calibration.temperature = best_temperature(trial, usual);
  std::vector<double> confidences;
  for (int i = 0; i < trial.size(); ++i)
    confidences.push_back(confidence(trial.evidence[i], trial.modules[i]));
  set_rejection(confidences, model);
  return confidences;
}

}  // namespace resketch
