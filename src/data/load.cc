// From a name or a path to a data set: finds the files, reads them, takes the split that was asked for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <utility>

#include "data/digits_sample.h"
#include "data/join.h"
#include "data/named_sets.h"
#include "data/pen.h"
#include "data/readers.h"
#include "resketch/dataset.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;

bool is_labelled(const Dataset& data) {
  return std::any_of(data.labels.begin(), data.labels.end(),
                     [](int label) { return label != Dataset::kUnlabelled; });
}

// All files of a folder as one data set, unlabelled files behind the labelled ones.
Result<Dataset> read_mat_folder(const fs::path& folder) {
  std::vector<Dataset> parts;
  for (const fs::path& path : mat_files(folder)) {
    auto part = read_mat(path);
    if (!part.ok()) return part.error();
    parts.push_back(std::move(*part));
  }
  std::stable_partition(parts.begin(), parts.end(), is_labelled);
  Dataset all = std::move(parts.front());
  for (std::size_t k = 1; k < parts.size(); ++k) {
    if (const auto joined = join_dataset(all, parts[k]); !joined.ok()) return joined.error();
  }
  return all;
}

Result<Dataset> read_idx_part(const fs::path& folder, const IdxNames& names) {
  return read_idx(*find_idx_file(folder, names.images));
}

Result<Dataset> read_idx_folder(const fs::path& folder, Split split) {
  auto first = read_idx_part(folder, split == Split::kTest ? kIdxTest : kIdxTrain);
  if (split != Split::kAll || !first.ok()) return first;
  const auto test = read_idx_part(folder, kIdxTest);
  if (!test.ok()) return test;
  if (const auto joined = join_dataset(*first, *test); !joined.ok()) return joined.error();
  return first;
}

Error missing_files(const NamedSetEntry& set) {
  std::vector<std::string> folders;
  for (const fs::path& folder : candidate_folders(set)) folders.push_back(folder.string());
  return {
      ErrorCode::kNotFound,
      fmt::format(
          "the files of data set '{0}' are missing (looked in {1}); get them with: resketch data fetch {0}",
          set.name, fmt::join(folders, " and "))};
}

Result<Dataset> load_named_set(const NamedSetEntry& set, Split split, std::uint64_t seed) {
  if (set.source == SetSource::kEmbedded) return load_digits_sample(split);
  if (set.source == SetSource::kPen) return load_pen(split, seed);
  const auto folder = find_set_folder(set);
  if (!folder) return missing_files(set);
  if (set.source == SetSource::kIdxFolder) return read_idx_folder(*folder, split);
  auto all = read_mat_folder(*folder);
  if (!all.ok()) return all;
  return split_by_last_items(std::move(*all), split);
}

Result<Dataset> load_file(const fs::path& path, Split split) {
  auto all = read_file_of_any_format(path);
  if (!all.ok() || split == Split::kAll) return all;
  if (path.extension() == ".mat") return split_by_last_items(std::move(*all), split);
  return Error(
      ErrorCode::kUsage,
      fmt::format("a file is one split, so there is no '{}' in it; leave --split out", to_string(split)),
      path.string());
}

Dataset first_items(Dataset data, int limit) {
  if (limit == 0 || limit >= data.size()) return data;
  std::vector<int> items(limit);
  std::iota(items.begin(), items.end(), 0);
  return data.subset(items);
}

}  // namespace

Result<Dataset> load_dataset(const std::string& name_or_path, const LoadOptions& options) {
  if (options.limit < 0) {
    return Error(ErrorCode::kUsage, fmt::format("a limit of {} items; 0 keeps all", options.limit));
  }
  const NamedSetEntry* set = find_named_set(name_or_path);
  std::error_code ignored;
  if (set == nullptr && !fs::exists(name_or_path, ignored)) {
    return Error(ErrorCode::kNotFound, fmt::format("'{}' is neither a file nor one of the data sets {}",
                                                   name_or_path, named_set_list()));
  }
  auto data = set != nullptr ? load_named_set(*set, options.split.value_or(Split::kPool), options.seed)
                             : load_file(name_or_path, options.split.value_or(Split::kAll));
  if (!data.ok()) return data;
  if (set != nullptr) {
    data->name = set->name;
    data->kind = set->kind;
  }
  if (options.kind) data->kind = *options.kind;
  return first_items(std::move(*data), options.limit);
}

}  // namespace resketch
