#include "data/join.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace resketch {

Result<void> join_dataset(Dataset& all, const Dataset& more) {
  if (all.dims != more.dims) {
    return Error(ErrorCode::kShapeMismatch,
                 fmt::format("{} values a step, but {} has {}", more.dims, all.name, all.dims), more.name);
  }
  std::vector<int> label_of;
  for (const std::string& name : more.label_names) {
    const auto known = std::find(all.label_names.begin(), all.label_names.end(), name);
    label_of.push_back(static_cast<int>(known - all.label_names.begin()));
    if (known == all.label_names.end()) all.label_names.push_back(name);
  }
  all.values.reserve(all.values.size() + more.values.size());
  for (int n = 0; n < more.size(); ++n) {
    const int label = more.labels[n];
    all.append(more[n].values, label == Dataset::kUnlabelled ? label : label_of[label],
               more.ids.empty() ? std::string() : more.ids[n]);
  }
  return {};
}

Result<Dataset> split_by_last_items(Dataset all, Split split) {
  constexpr int kTestItems = 20;
  if (split == Split::kAll) return all;
  std::vector<int> pool_left(all.label_names.size());  // items of each class still to be met that are pool
  for (const int label : all.labels) {
    if (label != Dataset::kUnlabelled) ++pool_left[label];
  }
  for (int& count : pool_left) count -= count > kTestItems ? kTestItems : count / 2;
  std::vector<int> chosen;
  for (int n = 0; n < all.size(); ++n) {
    const int label = all.labels[n];
    if (label == Dataset::kUnlabelled) continue;
    const bool in_pool = pool_left[label]-- > 0;
    if (in_pool == (split == Split::kPool)) chosen.push_back(n);
  }
  if (chosen.empty()) {
    return Error(ErrorCode::kUsage,
                 fmt::format("has no '{}' split: it takes labelled items, at least two of a class; use '{}'",
                             to_string(split), to_string(Split::kAll)),
                 all.name);
  }
  return all.subset(chosen);
}

}  // namespace resketch
