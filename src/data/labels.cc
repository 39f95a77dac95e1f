#include "data/labels.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

namespace resketch {
namespace {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void renumber(std::vector<int>& labels, const std::vector<int>& new_number) {
  for (int& label : labels) {
    if (label != Dataset::kUnlabelled) label = new_number[label];
  }
}

}  // namespace

int LabelIndex::add(std::string_view name) {
  const auto found = provisional_.find(name);
  if (found != provisional_.end()) return found->second;
  const int number = static_cast<int>(provisional_.size());
  provisional_.emplace(name, number);
  return number;
}

void LabelIndex::name_labels(Dataset& dataset) const {
  struct Name {
    const std::string* text;
    int provisional;
    std::optional<std::int64_t> integer;
  };
  std::vector<Name> names;
  names.reserve(provisional_.size());
  for (const auto& [text, number] : provisional_) names.push_back({&text, number, parse_integer(text)});
  // The map is sorted by bytes already; a stable sort keeps that order between "1" and "01".
  if (std::ranges::all_of(names, [](const Name& name) { return name.integer.has_value(); })) {
    std::ranges::stable_sort(names, {}, [](const Name& name) { return *name.integer; });
  }

  std::vector<int> final_number(names.size());
  dataset.label_names.clear();
  dataset.label_names.reserve(names.size());
  for (const Name& name : names) {
    final_number[name.provisional] = static_cast<int>(dataset.label_names.size());
    dataset.label_names.push_back(*name.text);
  }
  renumber(dataset.labels, final_number);
}

void drop_unused_labels(Dataset& dataset) {
  std::vector<int> new_number(dataset.label_names.size(), Dataset::kUnlabelled);
  for (const int label : dataset.labels) {
    if (label != Dataset::kUnlabelled) new_number[label] = 0;
  }
  std::vector<std::string> used;
  for (std::size_t i = 0; i < new_number.size(); ++i) {
    if (new_number[i] == Dataset::kUnlabelled) continue;
    new_number[i] = static_cast<int>(used.size());
    used.push_back(std::move(dataset.label_names[i]));
  }
  dataset.label_names = std::move(used);
  renumber(dataset.labels, new_number);
}

}  // namespace resketch
