// Inverse classification of the test set, and nearest neighbour on the same exemplars.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "measures/cell.h"

namespace resketch {
namespace {

constexpr int kPublishedIterations[] = {0, 50};

}  // namespace

Result<CellOutcome> measure_inverse(const CellTask& task) {
  CellOutcome out;
  for (const int iterations : kPublishedIterations) {
    const auto decisions = classify(*task.model, task.data->test, published_search(task, iterations));
    if (!decisions) return decisions.error();
    const Evaluation result = evaluate(*task.model, task.data->test, *decisions);
    out.values[fmt::format("accuracy.{}", iterations)] = {result.accuracy, result.items};
    out.values[fmt::format("mse.{}", iterations)] = {result.mean_loss, 0};
    for (std::size_t c = 0; c < result.labels.size(); ++c) {
      int items = 0;
      for (const int count : result.confusion[c]) items += count;
      if (items > 0)
        out.values[fmt::format("class.{}.{}", iterations, result.labels[c])] = {result.per_class[c], items};
    }
  }
  return out;
}

Result<CellOutcome> measure_nearest(const CellTask& task) {
  const auto found = exemplars_of(task);
  if (!found) return found.error();
  const std::vector<ExemplarSet>& sets = **found;
  const auto targets = preprocess(task.data->preprocessing, task.data->test);
  if (!targets) return targets.error();
  int right = 0;
  double total_loss = 0;
  for (int n = 0; n < targets->size(); ++n) {
    const std::span<const float> target = (*targets)[n].values;
    double least = std::numeric_limits<double>::infinity();
    const ExemplarSet* nearest = nullptr;
    for (const ExemplarSet& set : sets) {
      for (int k = 0; k < set.count; ++k) {
        const float* exemplar = set.values.data() + k * target.size();
        double squares = 0;
        for (std::size_t i = 0; i < target.size(); ++i) {
          const double gap = target[i] - exemplar[i];
          squares += gap * gap;
        }
        if (squares < least) {
          least = squares;
          nearest = &set;
        }
      }
    }
    total_loss += least / static_cast<double>(target.size());
    if (nearest != nullptr && nearest->label == targets->label_names[targets->labels[n]]) ++right;
  }
  CellOutcome out;
  out.values["accuracy"] = {static_cast<double>(right) / targets->size(), targets->size()};
  out.values["mse"] = {total_loss / targets->size(), 0};
  return out;
}

}  // namespace resketch
