#include "classify/calibration.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/parallel.h"
#include "classify/explain.h"

namespace resketch {
namespace {

constexpr int kMostExemplars = 8;  // of a class that are left out in turn: more would only cost time

/// Exemplars left out in turn, and what all modules then made of them.
struct LeftOutRun {
  std::vector<LeftOut> items;
  std::vector<Explanation> explanations;
};

LeftOutRun explain_left_out(const Model& model, const Explainer& explainer, std::vector<LeftOut> items, int threads) {
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  LeftOutRun run{std::move(items), {}};
  const int count = static_cast<int>(run.items.size());
  run.explanations.resize(count);
  std::vector<float> targets;
  for (int n = 0; n < count; ++n) {
    run.explanations[n].evidence.resize(model.modules.size());
    run.explanations[n].losses.resize(model.modules.size());
    const auto& exemplars = model.modules[run.items[n].module].exemplars;
    const auto from = exemplars.begin() + static_cast<std::ptrdiff_t>(run.items[n].exemplar * size);
    targets.insert(targets.end(), from, from + static_cast<std::ptrdiff_t>(size));
  }
  const int batch = explainer.batch();
  const int batches = (count + batch - 1) / batch;
  parallel_for(batches * explainer.parts(), threads, [&](int task) {
    const int first = task / explainer.parts() * batch;
    const int in_batch = std::min(batch, count - first);
    const ExplainJob job{std::span(targets).subspan(first * size, in_batch * size),
                         std::span(run.items).subspan(first, in_batch), first, false};
    explainer.explain(job, task % explainer.parts(), std::span(run.explanations).subspan(first, in_batch));
  });
  return run;
}

/// Mean negative log probability of the right classes. With few items a temperature near zero may look perfect: each
/// item counts a little for every class.
double cross_entropy(const LeftOutRun& run, double temperature) {
  const double smoothing = 1.0 / (2.0 + static_cast<double>(run.items.size()));
  double sum = 0;
  for (std::size_t n = 0; n < run.items.size(); ++n) {
    const auto& evidence = run.explanations[n].evidence;
    const double top = *std::max_element(evidence.begin(), evidence.end());
    double total = 0;
    double mean = 0;
    for (const double e : evidence) {
      total += std::exp((e - top) / temperature);
      mean += std::max((e - top) / temperature, -50.0) / static_cast<double>(evidence.size());
    }
    const double own = (evidence[run.items[n].module] - top) / temperature;
    sum += std::log(total) - (1 - smoothing) * own - smoothing * mean;
  }
  return sum / static_cast<double>(run.items.size());
}

/// Golden-section search over the temperature's logarithm.
double best_temperature(const LeftOutRun& run) {
  constexpr double kGolden = 0.6180339887498949;
  double low = std::log(1e-3);
  double high = std::log(1e3);
  double a = high - kGolden * (high - low);
  double b = low + kGolden * (high - low);
  double at_a = cross_entropy(run, std::exp(a));
  double at_b = cross_entropy(run, std::exp(b));
  while (high - low > 1e-4) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - kGolden * (high - low);
      at_a = cross_entropy(run, std::exp(a));
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + kGolden * (high - low);
      at_b = cross_entropy(run, std::exp(b));
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace

Result<void> calibrate(Model& model, const InferenceOptions& inference, int threads) {
  const auto explainer = make_explainer(model, inference);
  if (!explainer) return explainer.error();
  std::vector<LeftOut> items;
  for (int c = 0; c < static_cast<int>(model.modules.size()); ++c) {
    const int K = model.modules[c].shape.inputs;
    for (int k = 0; K > 1 && k < std::min(K, kMostExemplars); ++k) items.push_back({c, k});
  }
  model.calibration = {.temperature = (*explainer)->usual_temperature()};
  if (items.size() < 2) return {};
  const LeftOutRun run = explain_left_out(model, **explainer, std::move(items), threads);
  if (model.modules.size() > 1) model.calibration.temperature = best_temperature(run);
  const double n = static_cast<double>(run.items.size());
  double mean = 0;
  for (std::size_t i = 0; i < run.items.size(); ++i) mean += run.explanations[i].evidence[run.items[i].module] / n;
  double variance = 0;
  for (std::size_t i = 0; i < run.items.size(); ++i) {
    variance += std::pow(run.explanations[i].evidence[run.items[i].module] - mean, 2) / (n - 1);
  }
  model.calibration.evidence_mean = mean;
  model.calibration.evidence_sd = std::sqrt(variance * (1 + 1 / n));
  return {};
}

}  // namespace resketch
