// Classifying by re-sketching: every module redraws the target, the best redrawing wins, or none does.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "resketch/dataset.h"
#include "resketch/inference.h"
#include "resketch/model.h"
#include "resketch/progress.h"
#include "resketch/ranks.h"

namespace resketch {

struct ClassifyOptions {
  InferenceOptions inference = {};
  bool reject = true;                 ///< answer "unknown" when no module redraws the target well enough
  bool keep_reconstructions = false;  ///< fill Decision::reconstructions
  int threads = 0;
  ProgressFn progress = {};
  Ranks ranks = {};  ///< share the items; the answers are rank 0's alone, the others get none
};

/// The answer for one item.
struct Decision {
  static constexpr int kUnknown = -1;
  int label = kUnknown;    ///< index of the winning module, or kUnknown if it was rejected
  int best = 0;            ///< module of the largest evidence
  int runner_up = -1;      ///< the second largest; -1 with one module
  double probability = 0;  ///< of `best`, if the item belongs to any class
  double margin = 0;       ///< probability(best) - probability(runner_up): 0 is a tie
  double confidence = 0;   ///< evidence of `best` and part of its lead over the others
  double threshold = 0;    ///< least confidence that `best` is accepted with; -inf where all is accepted
  std::vector<double> evidence;  ///< [C] how well each module explains the item; larger is better; -infinity
                                 ///< for modules that were passed over (InferenceOptions::exhaustive)
  std::vector<double> losses;    ///< [C] mean squared error of each module's redrawing; NaN for them
  std::vector<Reconstruction> reconstructions;  ///< [C] if asked for; empty for them
};

/// A model made ready: exemplars aligned, weights packed. Worth keeping where items come one by one; the
/// model must outlive it. Immutable: any number of threads may use it.
class Classifier {
 public:
  /// @errors those of the model's generator
  static Result<Classifier> make(const Model& model, const ClassifyOptions& options = {});

  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  /// Classifies every item of `data` (raw: the model's preprocessing is applied here).
  /// @errors kShapeMismatch naming the item, kCancelled
  Result<std::vector<Decision>> classify(const Dataset& data) const;

 private:
  struct Ready;
  explicit Classifier(std::unique_ptr<Ready> ready);

  std::unique_ptr<Ready> ready_;
};

/// The same in one call.
Result<std::vector<Decision>> classify(const Model& model, const Dataset& data,
                                       const ClassifyOptions& options = {});

/// How well a model answers on labelled data.
///
/// Accuracy and rejection are told apart, as in selective classification: `accuracy` looks at the best module
/// alone, `unknown` and `accepted_accuracy` at what rejection made of it. An item whose label the model has
/// no module for is right when it is answered "unknown".
struct Evaluation {
  int items = 0;
  int unlabelled = 0;               ///< items left out for want of a label
  double accuracy = 0;              ///< share whose best module is the right one, believed or not
  double accepted_accuracy = 0;     ///< share of right answers among those not "unknown"
  double ece = 0;                   ///< expected calibration error of the winners' probabilities, 15 bins,
                                    ///< over items of known classes (Guo et al. 2017)
  double mean_loss = 0;             ///< mean loss of the winner
  int unknown = 0;                  ///< items answered "unknown"
  std::vector<std::string> labels;  ///< row and column names: the model's, then other true labels
  std::vector<std::vector<int>> confusion;  ///< [true label][answered module..., unknown]
  std::vector<double> per_class;            ///< `accuracy` by true label; NaN where there is no item
  double seconds = 0;
};

Evaluation evaluate(const Model& model, const Dataset& data, const std::vector<Decision>& decisions);

/// The least confidence that an answer is accepted with, so that about `model.rejection_keep` of known items
/// pass; -infinity where nothing could be measured.
double rejection_threshold(const Model& model);

}  // namespace resketch
