#include "model_file/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "model_file/json_text.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

/// A JSON value for a message: its text where that is short, else its type.
std::string shown(const Json& value) {
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  if (value.is_primitive()) return value.dump();
  return value.is_array() ? "an array" : "an object";
}

}  // namespace

RecordReader::RecordReader(const Json& object, std::string path) : object_(&object), path_(std::move(path)) {
  if (!object.is_object()) error_ = Error(ErrorCode::kBadInput, "expected an object", {}, path_);
}

Result<void> RecordReader::finish() {
  if (!error_) {
    for (const auto& [key, value] : object_->items()) {
      if (std::find(read_.begin(), read_.end(), key) == read_.end()) {
        fail("", fmt::format("has an unknown key {}", in_quotes(key)));
        break;
      }
    }
  }
  if (error_) return *error_;
  return {};
}

const Json* RecordReader::find(const char* key) {
  if (error_) return nullptr;
  const auto found = object_->find(key);
  if (found == object_->end()) {
    fail(key, "is missing");
    return nullptr;
  }
  read_.emplace_back(key);
  return &*found;
}

std::string RecordReader::path_of(std::string_view key) const {
  if (key.empty()) return path_;
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void RecordReader::fail(std::string_view key, std::string message) {
  if (!error_) error_ = Error(ErrorCode::kBadInput, std::move(message), {}, path_of(key));
}

void RecordReader::fail_type(const char* key, const Json& found, std::string_view expected) {
  fail(key, fmt::format("is {}, expected {}", shown(found), expected));
}

void RecordReader::fail_unknown_choice(const char* key, const std::string& found, const std::string& names) {
  fail(key, fmt::format("is {}, expected one of {}", in_quotes(found), names));
}

bool RecordReader::check_list(const char* key, const Json& found, std::size_t max_items) {
  if (!found.is_array()) {
    fail_type(key, found, "an array");
  } else if (found.empty()) {
    fail(key, "is empty, expected one or more");
  } else if (found.size() > max_items) {
    fail(key, fmt::format("has {} entries, expected at most {}", found.size(), max_items));
  }
  return !error_;
}

std::optional<double> RecordReader::number(const char* key, Range range) {
  const Json* found = find(key);
  if (found == nullptr) return std::nullopt;
  if (!found->is_number()) {
    fail_type(key, *found, "a number");
    return std::nullopt;
  }
  const auto value = found->get<double>();
  if (!(value >= range.low && value <= range.high)) {
    fail(key, fmt::format("is {}, expected a number from {} to {}", shown(*found), range.low, range.high));
    return std::nullopt;
  }
  return value;
}

void RecordReader::operator()(const char* key, bool& value, Range) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_boolean()) return fail_type(key, *found, "true or false");
  value = found->get<bool>();
}

void RecordReader::operator()(const char* key, int& value, Range range) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_number_integer() ||
      !(found->get<double>() >= range.low && found->get<double>() <= range.high)) {
    return fail_type(key, *found, fmt::format("a whole number from {} to {}", range.low, range.high));
  }
  value = found->get<int>();
}

void RecordReader::operator()(const char* key, std::uint64_t& value, Range) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_number_unsigned())
    return fail_type(key, *found, "a whole number from 0 to 18446744073709551615");
  value = found->get<std::uint64_t>();
}

void RecordReader::operator()(const char* key, float& value, Range range) {
  constexpr double kMax = std::numeric_limits<float>::max();
  const auto found = number(key, {std::max(range.low, -kMax), std::min(range.high, kMax)});
  if (found) value = static_cast<float>(*found);
}

void RecordReader::operator()(const char* key, double& value, Range range) {
  if (const auto found = number(key, range)) value = *found;
}

void RecordReader::operator()(const char* key, std::string& value, Range) {
  const Json* found = find(key);
  if (found == nullptr) return;
  if (!found->is_string()) return fail_type(key, *found, "text");
  const auto& text = found->get_ref<const std::string&>();
  // Never fails on what was parsed; check_model brings records that were not.
  if (!json_string(text)) return fail(key, fmt::format("{} is not UTF-8 text", in_quotes(text)));
  value = text;
}

}  // namespace resketch
