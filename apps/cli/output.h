// Results on stdout: JSON values and lines, and whether they really got out.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "resketch/dataset.h"
#include "resketch/error.h"

namespace resketch::cli {

/// Keys stay in the order in which they were set.
using Json = nlohmann::ordered_json;

/// A float as its shortest decimal, so that 0.1F is printed as 0.1.
Json shortest(float value);
Json to_json(std::span<const float> values);
/// [steps][dims]
Json to_json(const SequenceView& sequence);

/// Prints one line of JSON; bytes that are not UTF-8 are replaced.
void print_json(const Json& value);
/// Prints text as it is; control characters of names must have been taken out (`printable`).
void print(std::string_view text);

/// Flushes stdout. @errors kIo if anything printed so far could not be written
Result<void> finish_output();

/// `text` padded with spaces to `width` columns (counts UTF-8 code points).
std::string pad(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

/// "12.3 kB" and the like, powers of 1000.
std::string size_text(std::uintmax_t bytes);

}  // namespace resketch::cli
