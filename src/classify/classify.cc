#include "resketch/classify.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <mutex>
#include <span>

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

/// How far classification is, told to the caller a few times by whichever thread comes by.
class Reporter {
 public:
  /// @param parts pieces of work that an item is explained in
  Reporter(const ClassifyOptions& options, int items, int parts)
      : options_(options), items_(items), parts_(parts) {}

  /// @returns whether to go on
  bool add(int items) {
    done_ += items;
    const std::unique_lock lock(reporting_, std::try_to_lock);
    if (!lock) return true;
    if (options_.ranks.failed && options_.ranks.failed()) return false;
    if (!options_.progress) return true;
    const double total = items_;
    const Progress progress{
        .stage = "classifying",
        .unit = "items",
        .done = std::min(static_cast<double>(done_) * options_.ranks.count / parts_, total),
        .total = total,
        .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count()};
    return options_.progress(progress);
  }

 private:
  const ClassifyOptions& options_;
  int items_;
  int parts_;
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
  Reporter reporter(options, data.size(), explainer->parts());
  const std::size_t size = targets->size() > 0 ? (*targets)[0].values.size() : 0;
  const int at_once = kItemsAtOnce * options.ranks.count;
  for (int first = 0; first < data.size(); first += at_once) {
    const int count = std::min(at_once, data.size() - first);
    const int batch = block_of(options.ranks, explainer->batch(), count);
    const ExplainJob job{std::span(targets->values).subspan(first * size, count * size),
                         {},
                         first,
                         options.keep_reconstructions,
                         options.threads};
    auto explanations = explain_share(*explainer, job, count, model.modules.size(), options.ranks, batch,
                                      [&](int items) { return reporter.add(items); });
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
