// What one network for all classes is trained and tested on.
#pragma once

#include <string>
#include <vector>

#include "measures/cell.h"
#include "training/holistic_training.h"

namespace resketch {

inline constexpr int kTypesAClass = 4;

struct HolisticSet {
  int classes = 0;  ///< n
  int steps = 0;
  int dims = 0;
  std::vector<std::string> labels = {};  ///< n
  HolisticExamples train = {};           ///< latents [N, n], or [N, 4 n] with types
  HolisticExamples check = {};           ///< the classes' centres
  std::vector<int> train_labels = {};    ///< n for the repeller
  std::vector<float> test_targets = {};  ///< [items, T, D], in an order drawn by the seed
  std::vector<int> test_labels = {};     ///< n for the repeller
};

/// @errors kBadInput if the set has fewer classes than the variant asks for
Result<HolisticSet> holistic_set(const CellTask& task);

/// The real item of the pool that is nearest to the centre of each of the first `classes` classes, [n, T, D].
Result<std::vector<float>> prototypes(const CellTask& task);

}  // namespace resketch
