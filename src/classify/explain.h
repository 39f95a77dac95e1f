// What every module of a model makes of a target, whatever generator stands behind it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "generator/usual_temperature.h"
#include "inference/scratch_pool.h"
#include "resketch/inference.h"
#include "resketch/model.h"
#include "resketch/ranks.h"

namespace resketch {

/// All modules' accounts of one target.
struct Explanation {
  std::vector<double> evidence;                 ///< [C]; -infinity for modules passed over
  std::vector<double> losses;                   ///< [C]; NaN for them
  std::vector<Reconstruction> reconstructions;  ///< [C] where asked for; empty for them
};

/// An exemplar that is to be redrawn without its own weight; -1: none.
struct LeftOut {
  int module = -1;
  int exemplar = -1;
};

/// A batch of preprocessed targets to explain. Items are numbered from `first` for their random starts.
struct ExplainJob {
  std::span<const float> targets;     ///< [N, T, D]
  std::span<const LeftOut> left_out;  ///< [N], or empty: nothing is left out; for LSTMs only
  int first = 0;
  bool keep_reconstructions = false;
  int threads = 1;  ///< that it may use; the outcome does not depend on it
};

/// A model made ready to explain: weights packed, exemplars aligned. Immutable but for its buffers.
class Explainer {
 public:
  virtual ~Explainer() = default;

  /// Targets that are best explained together.
  virtual int batch() const = 0;

  /// Explains one module's worth of work: `part` of `parts()` for each batch; writes its own places of `out`
  /// [N] alone.
  virtual int parts() const = 0;
  virtual void explain(const ExplainJob& job, int part, std::span<Explanation> out) const = 0;

  virtual UsualTemperature usual_temperature() const = 0;
};

/// Explains this rank's share of `count` items, batch by batch and part by part over `all.threads`.
/// @param batch items that are explained together, and dealt out to a rank together
/// @param go_on told after every piece of work how many items it was about; stops the work by `false`
/// @returns [count], empty where the item is another rank's. @errors kCancelled
Result<std::vector<Explanation>> explain_share(const Explainer& explainer, const ExplainJob& all, int count,
                                               std::size_t classes, const Ranks& ranks, int batch,
                                               const std::function<bool(int)>& go_on);

/// @errors those of the model's generator
Result<std::unique_ptr<Explainer>> make_explainer(const Model& model, const InferenceOptions& inference);

/// The two kinds that there are.
std::unique_ptr<Explainer> make_lstm_explainer(const Model& model, const InferenceOptions& inference);
Result<std::unique_ptr<Explainer>> make_exemplar_explainer(const Model& model, bool exhaustive);

}  // namespace resketch
