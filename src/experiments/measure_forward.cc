// The comparison that the reports make: one forward LSTM with as many cells as all modules together.
#include "experiments/cell.h"
#include "resketch/baseline.h"

namespace resketch {

Result<CellOutcome> measure_forward(const CellTask& task) {
  const auto sets = exemplars_of(task);
  if (!sets) return sets.error();
  // A model as far as the baseline looks at it: exemplars and sizes.
  Model model;
  model.data_name = task.data->name;
  model.preprocessing = task.data->preprocessing;
  for (const ExemplarSet& set : **sets) {
    Module module;
    module.label = set.label;
    module.shape = {set.count, task.forward_cells, model.preprocessing.dims, model.preprocessing.steps};
    module.exemplars = set.values;
    model.modules.push_back(std::move(module));
  }
  BaselineOptions options;
  options.seed = task.seed;
  options.threads = 1;
  options.progress = task.progress;
  const auto answers = answer_by(Baseline::kForward, model, task.data->test, options);
  if (!answers) return answers.error();
  const Dataset& test = task.data->test;
  int right = 0;
  for (int n = 0; n < test.size(); ++n)
    right += model.modules[answers->modules[n]].label == test.label_names[test.labels[n]] ? 1 : 0;
  CellOutcome out;
  out.values["accuracy"] = {static_cast<double>(right) / test.size(), test.size()};
  return out;
}

}  // namespace resketch
