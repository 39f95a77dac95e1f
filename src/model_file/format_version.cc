#include "model_file/format_version.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/quote.h"

namespace resketch {
namespace {

constexpr const char* kName = "format";
constexpr const char* kVersion = "format_version";

Error bad(std::string_view key, std::string message) {
  return {ErrorCode::kBadInput, std::move(message), {}, fmt::format("metadata '{}'", key)};
}

}  // namespace

Metadata format_metadata(const FileFormat& format) {
  return {{kName, std::string(format.name)}, {kVersion, std::to_string(format.version)}};
}

Result<int> check_format(const Metadata& metadata, const FileFormat& format) {
  const auto name = metadata.find(kName);
  if (name == metadata.end())
    return bad(kName, fmt::format("is missing: not a {} of resketch", format.called));
  if (name->second != format.name) {
    return bad(kName, fmt::format("is {}, expected '{}'", in_quotes(name->second), format.name));
  }
  const auto version = metadata.find(kVersion);
  if (version == metadata.end()) return bad(kVersion, "is missing");
  const std::string& text = version->second;
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1) {
    return bad(kVersion, fmt::format("is {}, expected a whole number from 1", in_quotes(text)));
  }
  if (number > format.version) {
    return Error(ErrorCode::kUnsupported, fmt::format("this {} is of format {}; this program reads up to {}",
                                                      format.called, number, format.version));
  }
  return number;
}

Result<void> check_keys(const Metadata& metadata, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (!metadata.contains(std::string(key))) return bad(key, "is missing");
  }
  for (const auto& [key, value] : metadata) {
    if (key == kName || key == kVersion) continue;
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return Error(ErrorCode::kBadInput, fmt::format("has an unknown key {}", in_quotes(key)), {},
                   "metadata");
    }
  }
  return {};
}

}  // namespace resketch
