#include "classify/group_means.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "base/parallel.h"
#include "classify/items_as_classes.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

constexpr std::size_t kMostItems = 16;  // 32 and 100 gain nothing on MNIST's pool

/// The items of a group that draw, evenly spaced.
std::vector<int> drawing_items(const std::vector<int>& group) {
  const std::size_t taken = std::min(group.size(), kMostItems);
  std::vector<int> items(taken);
  for (std::size_t i = 0; i < taken; ++i) items[i] = group[i * group.size() / taken];
  return items;
}

/// @returns the mean of the redrawings of `target` by all classes of `model`
Result<std::vector<float>> mean_redrawing(std::span<const float> target, const Model& model) {
  const auto generator = make_exemplar_generator(model, Effort::kExhaustive);
  if (!generator) return generator.error();
  std::vector<double> evidence(model.modules.size());
  std::vector<Sketch> sketches;
  (*generator)->explain(target, evidence, &sketches);
  std::vector<float> mean(target.size());
  for (std::size_t k = 0; k < mean.size(); ++k) {
    double sum = 0;
    for (const Sketch& sketch : sketches) sum += sketch.values[k];
    mean[k] = static_cast<float>(sum / static_cast<double>(sketches.size()));
  }
  return mean;
}

}  // namespace

Result<void> average_groups(std::vector<Module>& modules, const std::vector<ExemplarSet>& sets,
                            const Dataset& pool, const Model& model, int threads) {
  std::vector<std::pair<std::size_t, std::size_t>> tasks;  // module, group
  for (std::size_t m = 0; m < modules.size(); ++m) {
    for (std::size_t g = 0; g < sets[m].groups.size(); ++g) {
      if (!sets[m].groups[g].empty()) tasks.emplace_back(m, g);
    }
  }
  std::vector<Result<void>> done(tasks.size());
  parallel_for(static_cast<int>(tasks.size()), threads, [&](int task) {
    const auto [m, g] = tasks[task];
    const std::size_t length = modules[m].exemplars.size() / modules[m].shape.inputs;
    const auto exemplar = std::span(modules[m].exemplars).subspan(g * length, length);
    const std::vector<int> items = drawing_items(sets[m].groups[g]);
    const auto mean = mean_redrawing(exemplar, items_as_classes(items, pool, modules[m], model));
    if (mean) {
      std::ranges::copy(*mean, exemplar.begin());
    } else {
      done[task] = mean.error();
    }
  });
  for (const auto& result : done) {
    if (!result) return result.error();
  }
  return {};
}

}  // namespace resketch
