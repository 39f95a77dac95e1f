// What all baselines are: made from a model's exemplars, then asked for the class of targets.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "resketch/baseline.h"

namespace resketch {

/// A preprocessed example [T, D] and the module that keeps it.
struct Exemplar {
  std::span<const float> values;
  int module = 0;
};

/// All of a model's, module by module; they point into it.
inline std::vector<Exemplar> exemplars_of(const Model& model) {
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  std::vector<Exemplar> exemplars;
  for (int c = 0; c < static_cast<int>(model.modules.size()); ++c) {
    const std::span<const float> values = model.modules[c].exemplars;
    for (std::size_t at = 0; at < values.size(); at += size)
      exemplars.push_back({values.subspan(at, size), c});
  }
  return exemplars;
}

/// A class, and how sure a method is of it: minus the distance of the nearest exemplar, or a probability.
struct Answer {
  int module = 0;
  double confidence = 0;
};

/// Immutable once made: any number of threads may use it.
class Answerer {
 public:
  virtual ~Answerer() = default;

  /// @param targets [answers.size(), T, D], preprocessed
  virtual void answer(std::span<const float> targets, std::span<Answer> answers) const = 0;
};

/// They keep what they need of `model`. Ties go to the exemplar that comes first.
std::unique_ptr<Answerer> make_plain_nearest(const Model& model);
std::unique_ptr<Answerer> make_warped_nearest(const Model& model, bool affine);
std::unique_ptr<Answerer> make_distorted_nearest(const Model& model);

/// Trains. @errors kCancelled
Result<std::unique_ptr<Answerer>> make_forward(const Model& model, const BaselineOptions& options);

}  // namespace resketch
