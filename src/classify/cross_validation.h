// Models that were chosen without the items they are tried on.
#pragma once

#include <vector>

#include "classify/trial.h"
#include "generator/exemplar_generator.h"
#include "resketch/training.h"

namespace resketch {

/// Four models, each made as the options ask for of three quarters of the items of every class, and items of
/// the last quarter. Exemplars that were sought among all items explain these better than what will come,
/// and leave the most usual ones to be tried: a threshold that was to refuse 1 % refused 2 to 7 %.
class CrossValidation {
 public:
  /// @param targets preprocessed @param most unseen items a class, of all quarters together
  /// @errors as make_model
  static Result<CrossValidation> make(const Dataset& targets, const Preprocessing& preprocessing,
                                      const TrainOptions& options, int most);

  /// @errors as try_model
  Result<Trial> try_models(Detail detail, const InferenceOptions& inference, int threads,
                           const Ranks& ranks) const;

 private:
  struct Fold {
    Model model;
    Dataset unseen;
  };
  std::vector<Fold> folds_;
};

}  // namespace resketch
