// Self-training: a model takes items without labels, of whose class it is sure, as further exemplars.
#pragma once

#include <vector>

#include "resketch/classify.h"
#include "resketch/training.h"

namespace resketch {

struct SelfTrainOptions {
  int most = 15;             ///< items that a class adopts at most
  double probability = 0.9;  ///< least probability of what is adopted
  int threads = 0;           ///< 0: all cores; the result does not depend on it
  ProgressFn progress = {};
};

/// An item that became an exemplar.
struct Adopted {
  int item = 0;    ///< of the data
  int module = 0;  ///< the class that it was adopted by
  double probability = 0;
};

struct SelfTrained {
  Model model;
  std::vector<Adopted> adopted;  ///< by class, the surest first
  int items = 0;                 ///< of the data that were no exemplars already, copies counted once
};

/// Classifies `data` (raw; its labels are not looked at), takes items as exemplars whose probability is high
/// enough and whose answer is not "unknown" (nor was, to the first model), learns anew from both and
/// calibrates; then all over with the better model, whose exemplars double every time until each class has
/// adopted `most` items or all that qualify. Every round chooses anew. Classes, the exemplars that the model
/// came with and the temperature of its probabilities stay. Source of the idea: Yarowsky 1995.
/// @errors kUsage (options out of range), kBadInput if there is no item but the model's own exemplars,
///         kShapeMismatch naming the item, kCancelled, those of train
Result<SelfTrained> self_train(const Model& model, const Dataset& data, const SelfTrainOptions& options = {});

}  // namespace resketch
