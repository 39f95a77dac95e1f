#include "classify/make_modules.h"

#include <utility>

#include "training/train_modules.h"

namespace resketch {

Result<std::vector<Module>> make_modules(GeneratorKind generator, const std::vector<ExemplarSet>& sets,
                                         const Preprocessing& preprocessing, std::uint32_t first_number,
                                         const TrainOptions& options) {
  if (generator == GeneratorKind::kLstm) {
    return train_modules(sets, preprocessing.steps, preprocessing.dims, first_number, options);
  }
  std::vector<Module> modules;
  for (const ExemplarSet& set : sets) {
    Module module;
    module.label = set.label;
    module.shape = {set.count, 0, preprocessing.dims, preprocessing.steps};
    module.exemplars = set.values;
    module.seed = options.training.seed;
    modules.push_back(std::move(module));
  }
  return modules;
}

}  // namespace resketch
