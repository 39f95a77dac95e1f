// Items of known classes, explained by a model that has not seen them.
#pragma once

#include <vector>

#include "generator/usual_temperature.h"
#include "resketch/dataset.h"
#include "resketch/inference.h"
#include "resketch/model.h"
#include "resketch/ranks.h"

namespace resketch {

struct Trial {
  std::vector<int> modules;                   ///< [N] the right ones
  std::vector<std::vector<double>> evidence;  ///< [N] of all modules
  UsualTemperature usual;                     ///< of the model's evidence

  int size() const { return static_cast<int>(modules.size()); }
};

/// Explains `witnesses`: preprocessed items, labelled by module, none of them an exemplar. Without witnesses
/// a few exemplars a class are held out and explained by the others; a class with one exemplar keeps it.
/// @errors those of the generator and of other ranks
Result<Trial> try_model(const Model& model, const Dataset& witnesses, InferenceOptions inference, int threads,
                        const Ranks& ranks = {});

}  // namespace resketch
