#include "resketch/classify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <mutex>

#include "base/parallel.h"
#include "classify/confidence.h"
#include "classify/explain.h"
#include "classify/normal_quantile.h"

namespace resketch {
namespace {

constexpr int kItemsAtOnce = 4096;  // bounds the memory of results in flight

/// From what the modules made of an item to the answer.
Decision decide(const Model& model, double threshold, Explanation explanation) {
  Decision decision;
  decision.evidence = std::move(explanation.evidence);
  decision.losses = std::move(explanation.losses);
  decision.reconstructions = std::move(explanation.reconstructions);
  const auto& evidence = decision.evidence;
  decision.best = static_cast<int>(std::max_element(evidence.begin(), evidence.end()) - evidence.begin());
  double total = 0;
  for (int c = 0; c < static_cast<int>(evidence.size()); ++c) {
    total += std::exp((evidence[c] - evidence[decision.best]) / model.calibration.temperature);
    if (c == decision.best) continue;
    if (decision.runner_up < 0 || evidence[c] > evidence[decision.runner_up]) decision.runner_up = c;
  }
  decision.probability = 1 / total;
  decision.margin = 1;
  if (decision.runner_up >= 0) {
    const double behind =
        (evidence[decision.runner_up] - evidence[decision.best]) / model.calibration.temperature;
    decision.margin = (1 - std::exp(behind)) / total;
  }
  decision.threshold = threshold;
  decision.confidence = confidence(evidence, decision.best);
  decision.label = decision.confidence >= threshold ? decision.best : Decision::kUnknown;
  return decision;
}

/// Explains items first..first + count, batch by batch and part by part over threads.
class Batches {
 public:
  Batches(const Explainer& explainer, const Dataset& targets, const ClassifyOptions& options)
      : explainer_(explainer), targets_(targets), options_(options) {}

  /// @returns nothing if the caller asked to stop
  std::optional<std::vector<Explanation>> run(int first, int count, std::size_t classes) {
    std::vector<Explanation> out(count);
    for (Explanation& explanation : out) {
      explanation.evidence.resize(classes);
      explanation.losses.resize(classes);
      if (options_.keep_reconstructions) explanation.reconstructions.resize(classes);
    }
    const int batch = explainer_.batch();
    const int parts = explainer_.parts();
    const std::size_t size = targets_.size() > 0 ? targets_[0].values.size() : 0;
    std::atomic<bool> cancelled = false;
    parallel_for((count + batch - 1) / batch * parts, options_.threads, [&](int task) {
      if (cancelled) return;
      const int at = task / parts * batch;
      const int in_batch = std::min(batch, count - at);
      const ExplainJob job{std::span(targets_.values).subspan((first + at) * size, in_batch * size),
                           {},
                           first + at,
                           options_.keep_reconstructions};
      explainer_.explain(job, task % parts, std::span(out).subspan(at, in_batch));
      done_ += in_batch;
      if (!report(parts)) cancelled = true;
    });
    if (cancelled) return std::nullopt;
    return out;
  }

 private:
  bool report(int parts) {
    const std::unique_lock lock(reporting_, std::try_to_lock);
    if (!lock || !options_.progress) return true;
    const Progress progress{
        .stage = "classifying",
        .unit = "items",
        .done = static_cast<double>(done_) / parts,
        .total = static_cast<double>(targets_.size()),
        .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count()};
    return options_.progress(progress);
  }

  const Explainer& explainer_;
  const Dataset& targets_;
  const ClassifyOptions& options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::atomic<int> done_ = 0;
  std::mutex reporting_;
};

}  // namespace

double rejection_threshold(const Model& model) {
  const Calibration& c = model.calibration;
  if (c.confidence_sd <= 0) return -std::numeric_limits<double>::infinity();
  return c.confidence_mean - normal_quantile(model.rejection_keep) * c.confidence_sd;
}

struct Classifier::Ready {
  const Model& model;
  ClassifyOptions options;
  double threshold;
  std::unique_ptr<Explainer> explainer;
};

Classifier::Classifier(std::unique_ptr<Ready> ready) : ready_(std::move(ready)) {}
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

Result<Classifier> Classifier::make(const Model& model, const ClassifyOptions& options) {
  auto explainer = make_explainer(model, options.inference);
  if (!explainer) return explainer.error();
  const double threshold =
      options.reject ? rejection_threshold(model) : -std::numeric_limits<double>::infinity();
  return Classifier(std::make_unique<Ready>(Ready{model, options, threshold, *std::move(explainer)}));
}

Result<std::vector<Decision>> Classifier::classify(const Dataset& data) const {
  const auto& [model, options, threshold, explainer] = *ready_;
  const auto targets = preprocess(model.preprocessing, data);
  if (!targets) return targets.error();
  std::vector<Decision> decisions;
  decisions.reserve(data.size());
  Batches batches(*explainer, *targets, options);
  for (int first = 0; first < data.size(); first += kItemsAtOnce) {
    auto explanations = batches.run(first, std::min(kItemsAtOnce, data.size() - first), model.modules.size());
    if (!explanations) return Error(ErrorCode::kCancelled, "classification was stopped");
    for (Explanation& explanation : *explanations)
      decisions.push_back(decide(model, threshold, std::move(explanation)));
  }
  return decisions;
}

Result<std::vector<Decision>> classify(const Model& model, const Dataset& data,
                                       const ClassifyOptions& options) {
  const auto classifier = Classifier::make(model, options);
  if (!classifier) return classifier.error();
  return classifier->classify(data);
}

}  // namespace resketch
