// The comparison that the reports make: one forward LSTM with as many cells as all modules together.
#include <algorithm>
#include <span>

#include "measures/cell.h"
#include "resketch/baseline.h"
#include "training/last_state_lstm.h"

namespace resketch {
namespace {

/// Not published; on the pool batches of 4 to 32 items instead of 1 did no better.
constexpr int kPlainPresentations = 16'000;

}  // namespace

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

Result<CellOutcome> measure_plain_forward(const CellTask& task) {
  const auto sets = exemplars_of(task);
  if (!sets) return sets.error();
  const Preprocessing& preprocessing = task.data->preprocessing;
  const auto test = preprocess(preprocessing, task.data->test);
  if (!test) return test.error();
  const auto classes = static_cast<int>((*sets)->size());
  std::vector<float> sequences;
  std::vector<int> labels;
  for (int c = 0; c < classes; ++c) {
    const ExemplarSet& set = (**sets)[c];
    sequences.insert(sequences.end(), set.values.begin(), set.values.end());
    labels.insert(labels.end(), set.count, c);
  }
  const auto network =
      train_last_state(sequences, labels, preprocessing.steps, preprocessing.dims, classes,
                       {.cells = task.forward_cells * classes,
                        .presentations = task.vision.scale == Scale::kQuick ? 1600 : kPlainPresentations,
                        .seed = task.seed},
                       task.progress);
  if (!network) return network.error();
  const auto right = [&](const std::vector<float>& items, const auto& label_of) -> Quantity {
    const std::vector<float> answers = last_state_answers(*network, items);
    const int count = static_cast<int>(answers.size()) / classes;
    int hits = 0;
    for (int n = 0; n < count; ++n) {
      const auto row = std::span(answers).subspan(static_cast<std::size_t>(n) * classes, classes);
      const auto best = std::ranges::max_element(row) - row.begin();
      hits += (**sets)[best].label == label_of(n) ? 1 : 0;
    }
    return {static_cast<double>(hits) / count, count};
  };
  CellOutcome out;
  out.values["accuracy"] = right(test->values, [&](int n) { return test->label_names[test->labels[n]]; });
  out.values["taught"] = right(sequences, [&](int n) { return (**sets)[labels[n]].label; });
  return out;
}

}  // namespace resketch
