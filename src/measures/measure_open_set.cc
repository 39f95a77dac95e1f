// Training on some classes, testing on all: which score tells the known from the unknown?
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>
#include <numeric>

#include "measures/mahalanobis.h"
#include "measures/roc.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

constexpr double kKept = 0.99;    // share of validation items that thresholds keep
constexpr int kValidated = 1000;  // validation items that modules look at: they take their time

/// A way to tell the known from the unknown.
struct Scorer {
  std::vector<float> usual;   ///< of validation items, all of them known; larger: more likely known
  std::vector<float> scores;  ///< [N] of test items
  std::vector<int> named;     ///< [N] the class that a test item gets if it is accepted
};

/// Every score that a network offers, [N] each.
using Scores = std::map<std::string, std::vector<float>>;

Scores scores_of(const NetworkAnswers& answers, int items, int classes, double alpha,
                 const Mahalanobis& codes) {
  Scores out;
  for (int n = 0; n < items; ++n) {
    if (!answers.log_scores.empty() && classes > 1) {
      out["softmax"].push_back(static_cast<float>(log_scaled_winner(answers, classes, n, {})));
      out["max_logit"].push_back(answers.largest_logit[n]);
    }
    if (!answers.distance.empty()) {
      out["redrawing"].push_back(-answers.distance[n]);
      if (!answers.log_scores.empty())
        out["scaled"].push_back(static_cast<float>(log_scaled_winner(answers, classes, n, {.alpha = alpha})));
    }
    const auto first = static_cast<std::size_t>(n) * answers.code_size;
    out["code"].push_back(
        static_cast<float>(-codes(std::span(answers.code).subspan(first, answers.code_size))));
  }
  return out;
}

/// How sure modules made of `task.variant.vision.modules` of the training images a class are of an item. The
/// validation items are the first kValidated.
Result<Scorer> modules(const CellTask& task, const KnownClasses& known) {
  TrainOptions options = default_training(task);
  options.exemplars.per_class = task.variant.vision.modules;
  const auto model = train(known.training, options);
  if (!model) return model.error();
  Scorer out;
  std::vector<int> first(std::min(kValidated, known.validation.size()));
  std::iota(first.begin(), first.end(), 0);
  const auto classifier = Classifier::make(*model, default_search(task));
  if (!classifier) return classifier.error();
  const auto usual = classifier->classify(known.validation.subset(first));
  if (!usual) return usual.error();
  for (const Decision& decision : *usual) out.usual.push_back(static_cast<float>(decision.confidence));
  const auto decisions = classifier->classify(task.data->test);
  if (!decisions) return decisions.error();
  for (const Decision& decision : *decisions) {
    out.scores.push_back(static_cast<float>(decision.confidence));
    out.named.push_back(decision.best);
  }
  return out;
}

/// The sum of scores, each in units of how far the lowest twentieth of its usual values lies below their
/// median. Names what the first names.
Scorer together(std::initializer_list<const Scorer*> parts) {
  const Scorer& first = **parts.begin();
  std::size_t items = first.usual.size();
  for (const Scorer* part : parts) items = std::min(items, part->usual.size());
  Scorer out{std::vector<float>(items, 0), std::vector<float>(first.scores.size(), 0), first.named};
  for (const Scorer* part : parts) {
    const std::vector<float> usual(part->usual.begin(), part->usual.begin() + static_cast<long>(items));
    const float median = threshold_keeping(0.5, usual);
    const float unit = std::max(median - threshold_keeping(0.95, usual), 1e-6F);
    for (std::size_t n = 0; n < items; ++n) out.usual[n] += (usual[n] - median) / unit;
    for (std::size_t n = 0; n < out.scores.size(); ++n) out.scores[n] += (part->scores[n] - median) / unit;
  }
  return out;
}

/// Precision and recall of "known and named rightly" in one number.
double f1(int right, int accepted, int known) {
  return accepted + known > 0 ? 2.0 * right / (accepted + known) : 0;
}

/// Items of the test set by whether their class is known, and their class's number among the known (-1:
/// none).
std::vector<int> known_labels(const CellTask& task) {
  std::vector<int> known = task.variant.vision.known;
  std::vector<int> out;
  for (const int label : task.data->test.labels) {
    const auto found = std::ranges::find(known, label);
    out.push_back(found == known.end() ? -1 : static_cast<int>(found - known.begin()));
  }
  return out;
}

void measure_score(const std::string& name, const Scorer& scorer, const std::vector<int>& labels,
                   CellOutcome& out) {
  const float threshold = threshold_keeping(kKept, scorer.usual);
  std::vector<float> known;
  std::vector<float> unknown;
  int named = 0;
  int accepted = 0;
  int refused = 0;
  for (std::size_t n = 0; n < labels.size(); ++n) {
    (labels[n] < 0 ? unknown : known).push_back(scorer.scores[n]);
    const bool passes = scorer.scores[n] >= threshold;
    accepted += passes ? 1 : 0;
    if (labels[n] < 0) {
      refused += passes ? 0 : 1;
    } else if (passes) {
      named += scorer.named[n] == labels[n] ? 1 : 0;
    }
  }
  const int items = static_cast<int>(labels.size());
  out.values[name + ".accuracy"] = {static_cast<double>(named + refused) / items, items};
  out.values[name + ".f1"] = {f1(named, accepted, static_cast<int>(known.size())), 0};
  if (unknown.empty()) return;
  out.values[name + ".auroc"] = {auroc(known, unknown), 0};
  out.values[name + ".false_positives_at_95"] = {false_positives_at(0.95, known, unknown),
                                                 static_cast<int>(unknown.size())};
}

}  // namespace

Result<CellOutcome> measure_open_set(const CellTask& task) {
  const KnownClasses known = known_classes(task);
  const auto trained = train_for(task, known);
  if (!trained) return trained.error();
  const TrainedNetwork& network = **trained;
  const auto chosen_on = network.answer(inputs_of(known.validation), -1, task.progress);
  if (!chosen_on) return chosen_on.error();
  const auto answers = network.answer(inputs_of(task.data->test), -1, task.progress);
  if (!answers) return answers.error();

  // A network that names no class sees one kind of thing.
  const bool names_classes = has_classifier(network.spec().kind);
  const std::vector<int> one_class(known.validation.size(), 0);
  const Mahalanobis codes(chosen_on->code, names_classes ? known.validation.labels : one_class,
                          chosen_on->code_size, names_classes ? known.count : 1);
  const double alpha =
      names_classes ? choose_alpha(*chosen_on, known.validation, known.count, kKept, kept_share(task, kKept))
                    : 0;
  Scores usual = scores_of(*chosen_on, known.validation.size(), known.count, alpha, codes);
  Scores scores = scores_of(*answers, task.data->test.size(), known.count, alpha, codes);
  // With one known class there is one name.
  std::vector<int> named(task.data->test.size(), 0);
  for (int n = 0; names_classes && n < task.data->test.size(); ++n)
    named[n] = winner(*answers, known.count, n);
  std::map<std::string, Scorer> scorers;
  for (auto& [name, values] : scores) scorers[name] = {std::move(usual[name]), std::move(values), named};
  if (task.variant.vision.modules > 0) {
    auto sure = modules(task, known);
    if (!sure) return sure.error();
    scorers["together"] = together({&*sure, &scorers.at("max_logit"), &scorers.at("code")});
    scorers["modules"] = *std::move(sure);
  }
  const std::vector<int> labels = known_labels(task);
  CellOutcome out;
  for (const auto& [name, scorer] : scorers) measure_score(name, scorer, labels, out);
  // 0 with all classes known, near 1 with few of many. Source: Scheirer et al. 2013.
  const double all = static_cast<double>(task.data->test.label_names.size());
  out.values["openness"] = {1 - std::sqrt(2.0 * known.count / (known.count + all)), 0};
  return out;
}

}  // namespace resketch
