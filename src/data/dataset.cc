#include "resketch/dataset.h"

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <string_view>
#include <utility>

#include "base/sha256.h"

namespace resketch {
namespace {

constexpr std::array<std::pair<DataKind, std::string_view>, 3> kKinds = {{
    {DataKind::kSeries, "series"},
    {DataKind::kPenVelocity, "pen-velocity"},
    {DataKind::kImage, "image"},
}};

constexpr std::array<std::pair<Split, std::string_view>, 3> kSplits = {{
    {Split::kAll, "all"},
    {Split::kPool, "pool"},
    {Split::kTest, "test"},
}};

template <typename Table, typename Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [known, name] : table) {
    if (known == value) return name;
  }
  return "?";
}

template <typename Value, std::size_t count>
std::optional<Value> value_in(const std::array<std::pair<Value, std::string_view>, count>& table,
                              std::string_view text) {
  for (const auto& [value, name] : table) {
    if (name == text) return value;
  }
  return std::nullopt;
}

static_assert(std::endian::native == std::endian::little, "fingerprints are taken over little-endian values");

/// Lengths go in front of what varies in length, so that no two data sets feed the same bytes.
class FingerprintHash {
 public:
  void add(std::uint64_t number) { hash_.update(std::as_bytes(std::span(&number, 1))); }
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    hash_.update(std::as_bytes(std::span(text)));
  }
  template <typename T>
  void add(const std::vector<T>& numbers) {
    add(std::uint64_t{numbers.size()});
    hash_.update(std::as_bytes(std::span(numbers)));
  }
  std::string hex() { return hash_.hex(); }

 private:
  Sha256 hash_;
};

}  // namespace

std::string_view to_string(DataKind kind) {
  return name_in(kKinds, kind);
}
std::optional<DataKind> parse_data_kind(std::string_view text) {
  return value_in(kKinds, text);
}
std::string_view to_string(Split split) {
  return name_in(kSplits, split);
}
std::optional<Split> parse_split(std::string_view text) {
  return value_in(kSplits, text);
}

void Dataset::append(std::span<const float> sequence, int label, std::string id) {
  assert(dims > 0 && sequence.size() % dims == 0);
  assert(label == kUnlabelled || (label >= 0 && label < static_cast<int>(label_names.size())));
  if (first_step.empty()) first_step.push_back(0);
  if (!id.empty() && ids.empty()) {
    ids.reserve(size() + 1);
    for (int item = 0; item < size(); ++item) ids.push_back(std::to_string(item));
  }
  if (!id.empty() || !ids.empty()) ids.push_back(id.empty() ? std::to_string(size()) : std::move(id));
  values.insert(values.end(), sequence.begin(), sequence.end());
  first_step.push_back(first_step.back() + sequence.size() / dims);
  labels.push_back(label);
}

Dataset Dataset::subset(std::span<const int> items) const {
  Dataset chosen;
  chosen.name = name;
  chosen.kind = kind;
  chosen.dims = dims;
  chosen.label_names = label_names;
  std::size_t value_count = 0;
  for (const int item : items) value_count += (*this)[item].values.size();
  chosen.values.reserve(value_count);
  chosen.first_step.reserve(items.size() + 1);
  chosen.first_step.push_back(0);
  chosen.labels.reserve(items.size());
  for (const int item : items) {
    // Without names of its own an item keeps its index here, so that messages still find it in the file.
    chosen.append((*this)[item].values, labels[item], id(item));
  }
  return chosen;
}

std::string Dataset::fingerprint() const {
  FingerprintHash hash;
  hash.add(static_cast<std::uint64_t>(dims));
  hash.add(first_step);
  hash.add(labels);
  hash.add(std::uint64_t{label_names.size()});
  for (const std::string& label_name : label_names) hash.add(std::string_view(label_name));
  hash.add(values);
  return hash.hex();
}

}  // namespace resketch
