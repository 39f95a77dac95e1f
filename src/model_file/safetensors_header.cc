#include "model_file/safetensors_header.h"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "base/quote.h"
#include "model_file/json_text.h"

namespace resketch {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::string_view kMetadataKey = "__metadata__";

/// Fills a header straight from parser events. The grammar is fixed, so a value is either the one that the
/// place allows or refused at once: neither depth nor size can exceed what the text's own bytes pay for.
class HeaderReader : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderReader(SafetensorsHeader& header) : header_(header) {}

  const std::optional<Error>& error() const { return error_; }

  bool null() override { return unexpected("null"); }
  bool boolean(bool) override { return unexpected("a boolean"); }
  bool number_float(number_float_t, const string_t& text) override { return unexpected(in_quotes(text)); }
  bool number_integer(number_integer_t value) override { return unexpected(std::to_string(value)); }
  bool binary(binary_t&) override { return unexpected("binary data"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (place_ == Place::kShape) {
      if (tensor_->shape.size() == kMaxTensorRank) {
        return fail(fmt::format("'shape' has more than {} entries", kMaxTensorRank));
      }
      tensor_->shape.push_back(value);
      return true;
    }
    if (place_ == Place::kOffsets) {
      if (offsets_ == 2) return fail("'data_offsets' has more than 2 entries");
      (offsets_++ == 0 ? tensor_->begin : tensor_->end) = value;
      return true;
    }
    return unexpected(std::to_string(value));
  }

  bool string(string_t& value) override {
    if (place_ == Place::kMetadata) {
      header_.metadata[key_] = std::move(value);
      return true;
    }
    if (place_ == Place::kTensor && key_ == "dtype") {
      tensor_->dtype = std::move(value);
      return true;
    }
    return unexpected("text");
  }

  bool start_object(std::size_t) override {
    if (place_ == Place::kOutside) {
      place_ = Place::kTop;
      return true;
    }
    if (place_ != Place::kTop) return unexpected("an object");
    if (key_ == kMetadataKey) {
      place_ = Place::kMetadata;
      return true;
    }
    place_ = Place::kTensor;
    seen_ = 0;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kTensor) {
      for (unsigned i = 0; i < kFields.size(); ++i) {
        if ((seen_ >> i & 1U) == 0) return fail(fmt::format("has no '{}'", kFields[i]));
      }
      tensor_ = nullptr;
    }
    place_ = place_ == Place::kTop ? Place::kOutside : Place::kTop;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ == Place::kTensor && key_ == "shape") {
      place_ = Place::kShape;
      return true;
    }
    if (place_ == Place::kTensor && key_ == "data_offsets") {
      place_ = Place::kOffsets;
      offsets_ = 0;
      return true;
    }
    return unexpected("an array");
  }

  bool end_array() override {
    if (place_ == Place::kOffsets && offsets_ != 2) {
      return fail(fmt::format("'data_offsets' has {} entries, expected 2", offsets_));
    }
    place_ = Place::kTensor;
    return true;
  }

  bool key(string_t& name) override {
    key_ = name;
    switch (place_) {
      case Place::kTop:
        return top_key(name);
      case Place::kMetadata:
        return header_.metadata.emplace(name, "").second || fail_at("header", twice("metadata key", name));
      default:
        return field_key(name);
    }
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& what) override {
    return fail_at(fmt::format("byte {}", kLengthBytes + position), "header " + syntax_message(what.what()));
  }

 private:
  enum class Place { kOutside, kTop, kMetadata, kTensor, kShape, kOffsets };
  static constexpr std::array<std::string_view, 3> kFields = {"dtype", "shape", "data_offsets"};

  bool top_key(const std::string& name) {
    if (name == kMetadataKey) {
      if (seen_metadata_) return fail_at("header", twice("key", name));
      seen_metadata_ = true;
      return true;
    }
    const auto [entry, is_new] = header_.tensors.try_emplace(name);
    if (!is_new) return fail_at("header", twice("tensor", name));
    tensor_ = &entry->second;
    tensor_name_ = name;
    return true;
  }

  bool field_key(const std::string& name) {
    for (unsigned i = 0; i < kFields.size(); ++i) {
      if (name != kFields[i]) continue;
      if ((seen_ >> i & 1U) != 0) return fail(fmt::format("'{}' appears twice", name));
      seen_ |= 1U << i;
      return true;
    }
    return fail(fmt::format("has an unknown key {}", in_quotes(name)));
  }

  static std::string twice(std::string_view what, std::string_view name) {
    return fmt::format("{} {} appears twice", what, in_quotes(name));
  }

  /// A value where the grammar has no place for it.
  bool unexpected(const std::string& found) {
    switch (place_) {
      case Place::kOutside:
        return fail_at("header", fmt::format("is {}, expected an object", found));
      case Place::kTop:
        return fail_at("header", fmt::format("{} is {}, expected an object", in_quotes(key_), found));
      case Place::kMetadata:
        return fail_at("header", fmt::format("metadata {} is {}, expected text", in_quotes(key_), found));
      case Place::kTensor:
        return fail(
            fmt::format("'{}' is {}, expected {}", key_, found, key_ == "dtype" ? "text" : "an array"));
      case Place::kShape:
      case Place::kOffsets:
        break;
    }
    return fail(fmt::format("'{}' holds {}, expected whole numbers from 0", key_, found));
  }

  bool fail(std::string message) { return fail_at("tensor " + in_quotes(tensor_name_), std::move(message)); }
  bool fail_at(std::string position, std::string message) {
    error_ = Error(ErrorCode::kBadInput, std::move(message), {}, std::move(position));
    return false;
  }

  SafetensorsHeader& header_;
  Place place_ = Place::kOutside;
  std::string key_;
  bool seen_metadata_ = false;
  TensorEntry* tensor_ = nullptr;
  std::string tensor_name_;
  unsigned seen_ = 0;  // bit i: kFields[i]
  int offsets_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<SafetensorsHeader> read_header(std::span<const std::byte> file) {
  const auto bad = [](std::uint64_t byte, std::string message) {
    return Error(ErrorCode::kBadInput, std::move(message), {}, fmt::format("byte {}", byte));
  };
  if (file.size() < kLengthBytes) {
    return bad(0,
               fmt::format("the file has {} bytes, expected {} of header length", file.size(), kLengthBytes));
  }
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kLengthBytes);
  if (length > kMaxHeaderBytes) {
    return bad(0,
               fmt::format("header length {} is above {}: not a safetensors file", length, kMaxHeaderBytes));
  }
  if (length > file.size() - kLengthBytes) {
    return bad(0, fmt::format("header length {} is more than the {} bytes that follow", length,
                              file.size() - kLengthBytes));
  }
  const auto* text = reinterpret_cast<const char*>(file.data()) + kLengthBytes;
  if (length == 0 || text[0] != '{') return bad(kLengthBytes, "header does not start with '{'");
  // The parser takes a zero byte for the end and would leave the rest unread.
  if (const void* zero = std::memchr(text, 0, length); zero != nullptr) {
    return bad(kLengthBytes + static_cast<std::uint64_t>(static_cast<const char*>(zero) - text),
               "header holds a zero byte");
  }

  SafetensorsHeader header;
  header.data_begin = kLengthBytes + length;
  HeaderReader reader(header);
  if (!Json::sax_parse(text, text + length, &reader)) {
    return reader.error().value_or(bad(kLengthBytes, "header is not JSON"));
  }
  return header;
}

}  // namespace resketch
