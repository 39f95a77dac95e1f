#include "data/copies.h"

#include <algorithm>
#include <utility>

namespace resketch {

std::vector<int> without_copies(const Dataset& data, std::vector<int> items) {
  std::ranges::stable_sort(items, [&](int a, int b) {
    return std::ranges::lexicographical_compare(data[a].values, data[b].values);
  });
  const auto copies = std::unique(items.begin(), items.end(), [&](int a, int b) {
    return std::ranges::equal(data[a].values, data[b].values);
  });
  items.erase(copies, items.end());
  std::ranges::sort(items);
  return items;
}

std::vector<std::vector<int>> distinct_items(const Dataset& data) {
  std::vector<std::vector<int>> items(data.label_names.size());
  for (int n = 0; n < data.size(); ++n) {
    if (data.labels[n] != Dataset::kUnlabelled) items[data.labels[n]].push_back(n);
  }
  for (std::vector<int>& of_label : items) of_label = without_copies(data, std::move(of_label));
  return items;
}

}  // namespace resketch
