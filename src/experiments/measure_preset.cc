// What the default preset reaches with as many exemplars a class.
#include "experiments/cell.h"
#include "resketch/training.h"

namespace resketch {

Result<CellOutcome> measure_preset(const CellTask& task) {
  const PreparedData& data = *task.data;
  // Raw, as training wants it: the same items that the prepared pool holds.
  const auto pool = load_dataset(data.name, {.split = Split::kPool, .limit = data.pool.size()});
  if (!pool) return pool.error();
  TrainOptions options = train_options(Preset::kDefault, data.kind);
  options.exemplars.per_class = task.variant.exemplars;
  options.exemplars.selection = task.variant.selection;
  options.exemplars.seed = task.seed;
  options.exemplars.threads = 1;
  options.training.seed = task.seed;
  options.threads = 1;
  options.progress = task.progress;
  const auto model = train(*pool, options);
  if (!model) return model.error();
  ClassifyOptions search;
  search.inference = default_inference(Preset::kDefault);
  search.threads = 1;
  search.progress = task.progress;
  const auto decisions = classify(*model, data.test, search);
  if (!decisions) return decisions.error();
  const Evaluation result = evaluate(*model, data.test, *decisions);
  CellOutcome out;
  out.values["accuracy.50"] = {result.accuracy, result.items};
  return out;
}

}  // namespace resketch
