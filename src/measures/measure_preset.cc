// What the default preset reaches with as many exemplars a class, and with other items that have no label.
#include <algorithm>
#include <numeric>

#include "measures/cell.h"
#include "resketch/self_training.h"

namespace resketch {
namespace {

/// The model after self-training on the first items of `pool`.
Result<Model> taught(const Model& model, const Dataset& pool, const CellTask& task, CellOutcome& out) {
  std::vector<int> first(std::min(task.variant.unlabelled, pool.size()));
  std::iota(first.begin(), first.end(), 0);
  const Dataset unlabelled = pool.subset(first);
  auto result = self_train(model, unlabelled, {.threads = 1, .progress = task.progress});
  if (!result) return result.error();
  int right = 0;
  for (const Adopted& one : result->adopted)
    right += model.find(unlabelled.label_names[unlabelled.labels[one.item]]) == one.module ? 1 : 0;
  const int adopted = static_cast<int>(result->adopted.size());
  out.values["adopted"] = {static_cast<double>(adopted), 0};
  if (adopted > 0) out.values["adopted_right"] = {static_cast<double>(right) / adopted, adopted};
  return std::move(result->model);
}

}  // namespace

Result<CellOutcome> measure_preset(const CellTask& task) {
  const PreparedData& data = *task.data;
  // Raw, as training wants it: the same items that the prepared pool holds.
  const auto pool = load_dataset(data.name, {.split = Split::kPool, .limit = data.pool.size()});
  if (!pool) return pool.error();
  auto model = train(*pool, default_training(task));
  if (!model) return model.error();
  CellOutcome out;
  if (task.variant.unlabelled > 0) {
    model = taught(*model, *pool, task, out);
    if (!model) return model.error();
  }
  const auto decisions = classify(*model, data.test, default_search(task));
  if (!decisions) return decisions.error();
  const Evaluation result = evaluate(*model, data.test, *decisions);
  out.values["accuracy.50"] = {result.accuracy, result.items};
  out.values["ece"] = {result.ece, result.items};
  return out;
}

}  // namespace resketch
