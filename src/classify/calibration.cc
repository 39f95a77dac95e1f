#include "classify/calibration.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <vector>

#include "base/parallel.h"
#include "classify/confidence.h"
#include "classify/explain.h"
#include "generator/exemplar_generator.h"
#include "resketch/exemplars.h"

namespace resketch {
namespace {

constexpr int kMostHeldOut = 8;  // exemplars of a class: more would only cost time
constexpr int kFolds = 4;
// The prior on the temperature, as a normal on its logarithm: few held-out items leave it too free.
constexpr double kPriorSpread = 0.5;
constexpr double kPriorWeight = 6;  // in items

/// Exemplars that were held out, and what all modules made of them.
struct HeldOut {
  std::vector<LeftOut> items;
  std::vector<Explanation> explanations;
};

/// Explains the `items` of `model` by `explainer` and appends the outcome.
void explain_items(const Model& model, const Explainer& explainer, std::span<const LeftOut> items,
                   bool leave_out, int threads, HeldOut& out) {
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  const int count = static_cast<int>(items.size());
  std::vector<Explanation> explanations(count);
  std::vector<float> targets;
  for (int n = 0; n < count; ++n) {
    explanations[n].evidence.resize(model.modules.size());
    explanations[n].losses.resize(model.modules.size());
    const auto& exemplars = model.modules[items[n].module].exemplars;
    const auto from = exemplars.begin() + static_cast<std::ptrdiff_t>(items[n].exemplar * size);
    targets.insert(targets.end(), from, from + static_cast<std::ptrdiff_t>(size));
  }
  const int batch = explainer.batch();
  const int batches = (count + batch - 1) / batch;
  parallel_for(batches * explainer.parts(), threads, [&](int task) {
    const int first = task / explainer.parts() * batch;
    const int in_batch = std::min(batch, count - first);
    const ExplainJob job{std::span(targets).subspan(first * size, in_batch * size),
                         leave_out ? items.subspan(first, in_batch) : std::span<const LeftOut>(), first,
                         false};
    explainer.explain(job, task % explainer.parts(), std::span(explanations).subspan(first, in_batch));
  });
  out.items.insert(out.items.end(), items.begin(), items.end());
  out.explanations.insert(out.explanations.end(), std::make_move_iterator(explanations.begin()),
                          std::make_move_iterator(explanations.end()));
}

/// The exemplars of one fold. A class with one exemplar keeps it; of a large class only the first few take
/// part.
std::vector<LeftOut> fold_items(const Model& model, int fold, int folds) {
  std::vector<LeftOut> items;
  for (int c = 0; c < static_cast<int>(model.modules.size()); ++c) {
    const int K = model.modules[c].shape.inputs;
    for (int k = fold; K > 1 && k < std::min(K, kMostHeldOut); k += folds) items.push_back({c, k});
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
Result<HeldOut> explain_held_out(const Model& model, const InferenceOptions& inference, int threads) {
  HeldOut out;
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
    explain_items(model, **explainer, items, lstm, threads, out);
  }
  return out;
}

/// Negative log probability of the right classes, per item, with the prior around `usual`.
double cross_entropy(const HeldOut& run, double usual, double temperature) {
  const double n = static_cast<double>(run.items.size());
  double sum = kPriorWeight * 0.5 * std::pow(std::log(temperature / usual) / kPriorSpread, 2);
  for (std::size_t i = 0; i < run.items.size(); ++i) {
    const auto& evidence = run.explanations[i].evidence;
    const double top = *std::max_element(evidence.begin(), evidence.end());
    double total = 0;
    for (const double e : evidence) total += std::exp((e - top) / temperature);
    sum += std::log(total) - (evidence[run.items[i].module] - top) / temperature;
  }
  return sum / n;
}

/// Golden-section search over the temperature's logarithm.
double best_temperature(const HeldOut& run, double usual) {
  constexpr double kGolden = 0.6180339887498949;
  double low = std::log(usual) - 5;
  double high = std::log(usual) + 5;
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

Result<void> calibrate(Model& model, const InferenceOptions& inference, int threads) {
  const auto explainer = make_explainer(model, inference);
  if (!explainer) return explainer.error();
  model.calibration = {.temperature = (*explainer)->usual_temperature()};
  const auto run = explain_held_out(model, inference, threads);
  if (!run) return run.error();
  if (run->items.size() < 2) return {};
  if (model.modules.size() > 1)
    model.calibration.temperature = best_temperature(*run, model.calibration.temperature);
  // A centroid is smoother than anything drawn by hand: what other centroids make of it says nothing about
  // how well real items are explained. (LSTMs, which find it harder to redraw than real items, err on the
  // side of accepting.)
  const bool centroids = model.selection == to_string(Selection::kKMeans);
  if (centroids && model.generator != GeneratorKind::kLstm) return {};
  const double n = static_cast<double>(run->items.size());
  double mean = 0;
  for (std::size_t i = 0; i < run->items.size(); ++i)
    mean += confidence(run->explanations[i].evidence, run->items[i].module) / n;
  double variance = 0;
  for (std::size_t i = 0; i < run->items.size(); ++i) {
    variance += std::pow(confidence(run->explanations[i].evidence, run->items[i].module) - mean, 2) / (n - 1);
  }
  model.calibration.confidence_mean = mean;
  model.calibration.confidence_sd = std::sqrt(variance * (1 + 1 / n));
  return {};
}

}  // namespace resketch
