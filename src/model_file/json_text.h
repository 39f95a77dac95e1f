// JSON from strangers: strict syntax, no duplicate keys, bounded depth and size.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/quote.h"
#include "resketch/error.h"

namespace resketch {

struct JsonLimits {
  int depth = 8;              ///< arrays and objects inside each other
  std::size_t values = 1000;  ///< of any type, each container counted too
};

/// @errors kBadInput, positioned "byte n" of `text`
Result<nlohmann::ordered_json> parse_json(std::string_view text, const JsonLimits& limits);

/// The sentence of a syntax error as nlohmann::json words it, without its prefix and cut to a line.
std::string syntax_message(std::string_view what);

/// `text` as a JSON string. @errors kBadInput if it is not UTF-8
Result<std::string> json_string(std::string_view text);

}  // namespace resketch
