// Classic methods on a model's own exemplars, to see what the model is worth; and whether a difference means
// anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "resketch/dataset.h"
#include "resketch/model.h"
#include "resketch/progress.h"

namespace resketch {

/// All see the exemplars that the model keeps, and nothing else.
enum class Baseline {
  kNearest,          ///< nearest neighbour, Euclidean, on the preprocessed values
  kDtw,              ///< nearest neighbour by dynamic time warping on place and velocity (Sakoe & Chiba 1978)
  kDtwAffine,        ///< the same, with an affine map of the exemplar fitted inside the alignment
  kImageDistortion,  ///< nearest neighbour by the image distortion model, on deskewed images (Keysers et al.
                     ///< 2007)
  kForward,  ///< one LSTM that reads the input and names the class, with as many cells as LSTM modules have
};

/// "nn", "dtw", "dtw-affine", "idm", "forward"
std::string_view to_string(Baseline baseline);
std::optional<Baseline> parse_baseline(std::string_view text);

/// Whether `baseline` can answer for `model`: warping is for sequences, distortion for images, and a forward
/// LSTM has at most 2,048 cells. @errors kUsage with the reason
Result<void> check_baseline(const Model& model, Baseline baseline);

/// Those that can.
std::vector<Baseline> applicable_baselines(const Model& model);

struct BaselineOptions {
  std::uint64_t seed = 42;  ///< of the forward LSTM's weights, draws and noise
  int threads = 0;          ///< 0: all cores; the answers do not depend on it
  ProgressFn progress = {};
};

struct BaselineAnswers {
  std::vector<int> modules;         ///< [N] index of the class answered; nothing is ever rejected
  std::vector<double> confidences;  ///< [N] minus the distance of the nearest exemplar, or the probability of
                                    ///< the class: larger is surer
  double training_seconds = 0;      ///< before the first answer
  double answering_seconds = 0;
};

/// Classifies every item of `data` (raw: the model's preprocessing is applied here). Deterministic.
/// @errors those of check_baseline; kShapeMismatch naming the item; kCancelled
Result<BaselineAnswers> answer_by(Baseline baseline, const Model& model, const Dataset& data,
                                  const BaselineOptions& options = {});

struct ComparisonOptions {
  int draws = 10000;  ///< of the bootstrap
  std::uint64_t seed = 42;
  int threads = 0;  ///< 0: all cores; the result does not depend on it
};

/// Two methods on the same items.
struct Comparison {
  int items = 0;
  int only_first = 0;  ///< items that the first alone has right
  int only_second = 0;
  double difference = 0;  ///< accuracy of the first minus that of the second
  double low = 0;         ///< 95 % interval of the difference: percentiles of a bootstrap over items
  double high = 0;        ///< (Efron 1979)
  double p = 1;           ///< that items which only one has right fall as unevenly by chance: McNemar's test
                          ///< (1947), exact, two-sided
};

/// @param first, second whether each item was answered right; equally long
Comparison compare(const std::vector<bool>& first, const std::vector<bool>& second,
                   const ComparisonOptions& options = {});

}  // namespace resketch
