// A list of named fields, read from and written to a JSON object by the same few lines.
//
//   template <typename Fields>
//   void describe(Fields& fields, MaybeConst<Fields, LstmShape>& shape) {
//     fields("inputs", shape.inputs, Range{1, 100});
//   }
//
// RecordWriter makes the object of it; RecordReader fills the struct and says what is missing, unknown, of
// the wrong type or out of range.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "resketch/error.h"

namespace resketch {

/// Values a number may have, both ends included.
struct Range {
  double low = std::numeric_limits<double>::lowest();
  double high = std::numeric_limits<double>::max();
};

/// The text an enum's value has in a file. Files keep these for ever, whatever messages call the value.
template <typename E>
struct EnumName {
  E value;
  std::string_view name;
};
template <typename E>
using EnumNames = std::initializer_list<EnumName<E>>;

class RecordWriter {
 public:
  template <typename T>
  using Maybe = const T;

  nlohmann::ordered_json take() { return std::move(object_); }

  template <typename T>
  requires std::is_arithmetic_v<T> || std::is_same_v<T, std::string>
  void operator()(const char* key, const T& value, Range = {}) {
    // A float is written as the double it equals, whose shortest text reads back to the same bits.
    if constexpr (std::is_floating_point_v<T>)
      object_[key] = static_cast<double>(value);
    else
      object_[key] = value;
  }

  template <typename E>
  void choice(const char* key, const E& value, EnumNames<E> names) {
    for (const EnumName<E>& known : names) {
      if (known.value == value) object_[key] = known.name;
    }
  }

  template <typename Describe>
  void object(const char* key, Describe describe) {
    RecordWriter inner;
    describe(inner);
    object_[key] = inner.take();
  }

  template <typename T, typename Describe>
  void list(const char* key, const std::vector<T>& items, std::size_t, Describe describe) {
    auto& array = object_[key] = nlohmann::ordered_json::array();
    for (const T& item : items) {
      RecordWriter inner;
      describe(inner, item);
      array.push_back(inner.take());
    }
  }

 private:
  nlohmann::ordered_json object_ = nlohmann::ordered_json::object();
};

class RecordReader {
 public:
  template <typename T>
  using Maybe = T;

  /// `path` names the object in messages: "modules[3]".
  RecordReader(const nlohmann::ordered_json& object, std::string path);

  /// The first thing that was wrong, or success; call it last: it also looks for unknown keys.
  Result<void> finish();

  void operator()(const char* key, bool& value, Range = {});
  void operator()(const char* key, int& value, Range range);
  void operator()(const char* key, std::uint64_t& value, Range = {});
  void operator()(const char* key, float& value, Range range = {});
  void operator()(const char* key, double& value, Range range = {});
  void operator()(const char* key, std::string& value, Range = {});

  template <typename E>
  void choice(const char* key, E& value, EnumNames<E> names) {
    std::string text;
    (*this)(key, text);
    if (error_) return;
    std::string known_names;
    for (const EnumName<E>& known : names) {
      if (known.name == text) {
        value = known.value;
        return;
      }
      known_names += (known_names.empty() ? "" : ", ") + std::string(known.name);
    }
    fail_unknown_choice(key, text, known_names);
  }

  template <typename Describe>
  void object(const char* key, Describe describe) {
    const nlohmann::ordered_json* found = find(key);
    if (found == nullptr) return;
    RecordReader inner(*found, path_of(key));
    describe(inner);
    keep(inner.finish());
  }

  /// Between 1 and `max_items` objects.
  template <typename T, typename Describe>
  void list(const char* key, std::vector<T>& items, std::size_t max_items, Describe describe) {
    const nlohmann::ordered_json* found = find(key);
    if (found == nullptr || !check_list(key, *found, max_items)) return;
    items.reserve(found->size());
    for (const auto& element : *found) {
      RecordReader inner(element, path_of(key) + "[" + std::to_string(items.size()) + "]");
      describe(inner, items.emplace_back());
      keep(inner.finish());
      if (error_) return;
    }
  }

 private:
  const nlohmann::ordered_json* find(const char* key);
  std::string path_of(std::string_view key) const;
  bool check_list(const char* key, const nlohmann::ordered_json& found, std::size_t max_items);
  std::optional<double> number(const char* key, Range range);
  void fail(std::string_view key, std::string message);
  void fail_type(const char* key, const nlohmann::ordered_json& found, std::string_view expected);
  void fail_unknown_choice(const char* key, const std::string& found, const std::string& names);
  void keep(const Result<void>& result) {
    if (!result && !error_) error_ = result.error();
  }

  const nlohmann::ordered_json* object_;
  std::string path_;
  std::vector<std::string_view> read_;
  std::optional<Error> error_;
};

}  // namespace resketch
