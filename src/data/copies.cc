#include "data/copies.h"

#include <algorithm>

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

}  // namespace resketch
