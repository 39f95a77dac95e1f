#include "resketch/classify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <mutex>

#include "base/parallel.h"
#include "base/share.h"
#include "classify/confidence.h"
#include "classify/explain.h"
#include "classify/normal_quantile.h"
#include "classify/pack_decision.h"

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

/// The same for many items; those that are not explained here stay empty.
Result<std::vector<Decision>> decide_all(const Model& model, double threshold,
                                         Result<std::vector<Explanation>> explanations) {
  if (!explanations) return explanations.error();
  std::vector<Decision> decisions(explanations->size());
  for (std::size_t n = 0; n < decisions.size(); ++n) {
    Explanation& explanation = (*explanations)[n];
    if (!explanation.evidence.empty()) decisions[n] = decide(model, threshold, std::move(explanation));
  }
  return decisions;
}

/// Explains this rank's share of items first..first + count, batch by batch and part by part over threads.
class Batches {
 public:
  Batches(const Explainer& explainer, const Dataset& targets, const ClassifyOptions& options)
      : explainer_(explainer), targets_(targets), options_(options) {}

  /// @param batch items that are explained together, and dealt out to a rank together
  /// @returns [count], empty where the item is another rank's. @errors kCancelled
  Result<std::vector<Explanation>> run(int first, int count, int batch, std::size_t classes) {
    const int parts = explainer_.parts();
    const std::vector<int> starts = my_blocks(options_.ranks, batch, count);
    std::vector<Explanation> out(count);
    for (const int at : starts) {
      for (int n = at; n < std::min(at + batch, count); ++n) {
        out[n].evidence.resize(classes);
        out[n].losses.resize(classes);
        if (options_.keep_reconstructions) out[n].reconstructions.resize(classes);
      }
    }
    const std::size_t size = targets_.size() > 0 ? targets_[0].values.size() : 0;
    std::atomic<bool> cancelled = false;
    const int tasks = static_cast<int>(starts.size()) * parts;
    const int threads = threads_each(options_.threads, tasks);
    parallel_for(tasks, options_.threads, [&](int task) {
      if (cancelled) return;
      const int at = starts[task / parts];
      const int in_batch = std::min(batch, count - at);
      const ExplainJob job{std::span(targets_.values).subspan((first + at) * size, in_batch * size),
                           {},
                           first + at,
                           options_.keep_reconstructions,
                           threads};
      explainer_.explain(job, task % parts, std::span(out).subspan(at, in_batch));
      done_ += in_batch;
      if (!report(parts)) cancelled = true;
    });
    if (cancelled) return Error(ErrorCode::kCancelled, "classification was stopped");
    return out;
  }

 private:
  bool report(int parts) {
    const std::unique_lock lock(reporting_, std::try_to_lock);
    if (!lock) return true;
    if (options_.ranks.failed && options_.ranks.failed()) return false;
    if (!options_.progress) return true;
    const double total = targets_.size();
    const Progress progress{
        .stage = "classifying",
        .unit = "items",
        .done = std::min(static_cast<double>(done_) * options_.ranks.count / parts, total),
        .total = total,
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
  if (options.ranks.rank == 0) decisions.reserve(data.size());
  Batches batches(*explainer, *targets, options);
  const int at_once = kItemsAtOnce * options.ranks.count;
  for (int first = 0; first < data.size(); first += at_once) {
    const int count = std::min(at_once, data.size() - first);
    const int batch = block_of(options.ranks, explainer->batch(), count);
    auto explanations = batches.run(first, count, batch, model.modules.size());
    auto decided = gather(options.ranks, batch, decide_all(model, threshold, std::move(explanations)),
                          Ranks::To::kFirst);
    if (!decided) return decided.error();
    if (options.ranks.rank > 0) continue;
    decisions.insert(decisions.end(), std::make_move_iterator(decided->begin()),
                     std::make_move_iterator(decided->end()));
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
