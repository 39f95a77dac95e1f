#include "classify/witnesses.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace resketch {

bool is_exemplar(std::span<const float> item, const Module& module) {
  for (std::size_t at = 0; at < module.exemplars.size(); at += item.size()) {
    if (std::equal(item.begin(), item.end(), module.exemplars.begin() + static_cast<std::ptrdiff_t>(at)))
      return true;
  }
  return false;
}

bool is_exemplar(std::span<const float> item, const Model& model) {
  return std::ranges::any_of(model.modules, [&](const Module& module) { return is_exemplar(item, module); });
}

Dataset witnesses(const Dataset& data, const Model& model, int most) {
  std::vector<std::vector<int>> items(model.modules.size());
  for (int n = 0; n < data.size(); ++n) {
    if (data.labels[n] == Dataset::kUnlabelled) continue;
    const int module = model.find(data.label_names[data.labels[n]]);
    if (module >= 0 && !is_exemplar(data[n].values, model.modules[module])) items[module].push_back(n);
  }
  Dataset out;
  out.dims = data.dims;
  for (const Module& module : model.modules) out.label_names.push_back(module.label);
  for (std::size_t module = 0; module < items.size(); ++module) {
    const auto count = items[module].size();
    const auto taken = std::min(count, static_cast<std::size_t>(most));
    for (std::size_t i = 0; i < taken; ++i) {
      out.append(data[items[module][i * count / taken]].values, static_cast<int>(module));
    }
  }
  return out;
}

}  // namespace resketch
