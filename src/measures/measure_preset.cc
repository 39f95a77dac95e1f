// What the default preset reaches with as many exemplars a class.
#include "measures/cell.h"

namespace resketch {

Result<CellOutcome> measure_preset(const CellTask& task) {
  const PreparedData& data = *task.data;
  // Raw, as training wants it: the same items that the prepared pool holds.
  const auto pool = load_dataset(data.name, {.split = Split::kPool, .limit = data.pool.size()});
  if (!pool) return pool.error();
  const auto model = train(*pool, default_training(task));
  if (!model) return model.error();
  const auto decisions = classify(*model, data.test, default_search(task));
  if (!decisions) return decisions.error();
  const Evaluation result = evaluate(*model, data.test, *decisions);
  CellOutcome out;
  out.values["accuracy.50"] = {result.accuracy, result.items};
  return out;
}

}  // namespace resketch
