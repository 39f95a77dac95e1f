#include "model_file/json_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

/// Walks the text once and keeps nothing but the keys of open objects: a text that passes may become a tree.
class Checker : public nlohmann::json_sax<Json> {
 public:
  explicit Checker(const JsonLimits& limits) : limits_(limits) {}

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (keys_.back().insert(name).second) return true;
    return fail(fmt::format("key {} appears twice", in_quotes(name)));
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& what) override {
    error_ = Error(ErrorCode::kBadInput, syntax_message(what.what()), {}, fmt::format("byte {}", position));
    return false;
  }

  Error error() const { return error_.value_or(Error(ErrorCode::kBadInput, "is not JSON")); }

 private:
  bool fail(std::string message) {
    error_ = Error(ErrorCode::kBadInput, std::move(message));
    return false;
  }
  bool value() {
    return ++values_ <= limits_.values || fail(fmt::format("has more than {} values", limits_.values));
  }
  bool open() {
    keys_.emplace_back();
    if (keys_.size() > static_cast<std::size_t>(limits_.depth)) {
      return fail(fmt::format("is nested deeper than {}", limits_.depth));
    }
    return value();
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  JsonLimits limits_;
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> keys_;  // one an open container
  std::optional<Error> error_;
};

}  // namespace

Result<Json> parse_json(std::string_view text, const JsonLimits& limits) {
  // The parser takes a zero byte for the end and would leave the rest unread.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return Error(ErrorCode::kBadInput, "is not JSON: holds a zero byte", {}, fmt::format("byte {}", zero));
  }
  Checker checker(limits);
  if (!Json::sax_parse(text.begin(), text.end(), &checker)) return checker.error();
  return Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

std::string syntax_message(std::string_view what) {
  // "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error ...; last read: '...'"
  const std::size_t prefix = what.find("column ");
  const std::size_t start = what.find(": ", prefix == std::string_view::npos ? 0 : prefix);
  if (start != std::string_view::npos) {
    what.remove_prefix(start + 2);
  } else if (const std::size_t end = what.find("] "); end != std::string_view::npos) {
    what.remove_prefix(end + 2);
  }
  std::string line = "is not JSON: ";
  constexpr std::size_t kMaxLine = 120;
  for (const char c : what.substr(0, kMaxLine)) line += (c >= 0x20 && c < 0x7f) ? c : '?';
  return line + (what.size() > kMaxLine ? "..." : "");
}

Result<std::string> json_string(std::string_view text) {
  try {
    return Json(text).dump();
  } catch (const Json::type_error&) {
    return Error(ErrorCode::kBadInput, fmt::format("{} is not UTF-8 text", in_quotes(text)));
  }
}

}  // namespace resketch
