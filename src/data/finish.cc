#include "data/finish.h"

#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>

#include "data/input_errors.h"
#include "data/labels.h"

namespace resketch {
namespace {

constexpr auto kMaxCount = static_cast<std::uint64_t>(std::numeric_limits<int>::max());

/// "item 7", with the name it has in the file where it has one.
std::string position_of(const Dataset& dataset, int item) {
  if (dataset.ids.empty()) return at_item(item);
  return fmt::format("item {} ('{}')", item, dataset.ids[item]);
}

/// NaN times 0 and infinity times 0 are both NaN, so one pass without branches finds any of them.
bool all_finite(std::span<const float> values) {
  float sum = 0;
  for (const float value : values) sum += value * 0.0F;
  return sum == 0;
}

}  // namespace

Result<Dataset> finish_dataset(Dataset dataset) {
  if (dataset.first_step.size() <= 1) return bad_input({}, "holds no sequences; at least one is needed");
  if (dataset.dims <= 0) return bad_input({}, "its sequences have no dimensions; at least one is needed");
  if (dataset.first_step.size() - 1 > kMaxCount) {
    return bad_input({}, fmt::format("holds {} sequences; at most {} are handled",
                                     dataset.first_step.size() - 1, kMaxCount));
  }
  assert(dataset.values.size() == dataset.first_step.back() * dataset.dims);
  assert(dataset.labels.size() == dataset.first_step.size() - 1);

  const auto dims = static_cast<std::uint64_t>(dataset.dims);
  for (int item = 0; item < dataset.size(); ++item) {
    const std::uint64_t steps = dataset.first_step[item + 1] - dataset.first_step[item];
    if (steps == 0) {
      return bad_input(position_of(dataset, item),
                       fmt::format("item {} has no steps; at least one is needed", item));
    }
    if (steps > kMaxCount / dims) {
      return bad_input(
          position_of(dataset, item),
          fmt::format("item {} has {} steps of {} values, more than is handled", item, steps, dims));
    }
    const auto values = dataset[item].values;
    if (all_finite(values)) continue;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isfinite(values[i])) continue;
      return bad_input(position_of(dataset, item),
                       fmt::format("step {}, dimension {} is {}; every value must be a finite 32-bit float",
                                   i / dims, i % dims, values[i]));
    }
  }
  drop_unused_labels(dataset);
  return dataset;
}

}  // namespace resketch
