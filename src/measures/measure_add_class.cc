// Classes left out of the published model and added afterwards, each by training one module.
#include <algorithm>

#include "measures/cell.h"
#include "resketch/training.h"

namespace resketch {
namespace {

constexpr int kLeftOut = 4;  // classes that are left out, one at a time

struct Answers {
  int right = 0;
  int items = 0;

  void add(bool is_right) {
    right += is_right ? 1 : 0;
    ++items;
  }
  Quantity share() const { return {static_cast<double>(right) / std::max(1, items), items}; }
};

/// The shares over all classes that were left out.
struct Tally {
  Answers before, after;  // on items of the other classes
  Answers added;          // on items of the added class
  Answers untouched;      // losses of old modules that are the same bits after as before
};

void compare(const Model& before, const std::vector<Decision>& first, const Model& after,
             const std::vector<Decision>& second, const Dataset& test, const std::string& added,
             Tally& tally) {
  for (int n = 0; n < test.size(); ++n) {
    const std::string& truth = test.label_names[test.labels[n]];
    const bool right = after.modules[second[n].best].label == truth;
    if (truth == added) {
      tally.added.add(right);
    } else {
      tally.before.add(before.modules[first[n].best].label == truth);
      tally.after.add(right);
    }
    for (std::size_t c = 0; c < before.modules.size(); ++c)
      tally.untouched.add(first[n].losses[c] == second[n].losses[c]);
  }
}

}  // namespace

Result<CellOutcome> measure_add_class(const CellTask& task) {
  const Model& whole = *task.model;
  const int C = static_cast<int>(whole.modules.size());
  const int left_out = std::min(kLeftOut, C - 1);
  Tally tally;
  for (int i = 0; i < left_out; ++i) {
    Model before = whole;
    const int c = i * C / left_out;
    const std::string label = whole.modules[c].label;
    before.modules.erase(before.modules.begin() + c);
    TrainOptions options = train_options(Preset::kPublished, task.data->kind);
    options.exemplars = {.per_class = task.variant.exemplars,
                         .selection = task.variant.selection,
                         .seed = task.seed,
                         .threads = 1};
    options.training = whole.training;
    options.threads = 1;
    options.progress = task.progress;
    auto after = add_class(for_preprocessed(before), task.data->pool, label, options);
    if (!after) return after.error();
    after->preprocessing = whole.preprocessing;
    const auto first = classify(before, task.data->test, published_search(task, 50));
    if (!first) return first.error();
    const auto second = classify(*after, task.data->test, published_search(task, 50));
    if (!second) return second.error();
    compare(before, *first, *after, *second, task.data->test, label, tally);
  }
  CellOutcome out;
  out.values["accuracy.before"] = tally.before.share();
  out.values["accuracy.after"] = tally.after.share();
  out.values["accuracy.added"] = tally.added.share();
  out.values["untouched"] = {tally.untouched.share().value, 0};
  return out;
}

}  // namespace resketch
