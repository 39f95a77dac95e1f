// What text formats share: checked UTF-8, lines, trimming, numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/quote.h"
#include "data/bytes.h"
#include "resketch/error.h"

namespace resketch {

std::string_view trimmed(std::string_view text);

/// ASCII only.
std::string lower_case(std::string_view text);

/// Decimal or scientific, with an optional sign, never with the locale; also "nan" and "inf", so that callers
/// can tell them from a typing error. Nothing if anything else is there or the number is beyond a double.
std::optional<double> parse_number(std::string_view text);

/// Offset of the first byte that is NUL or not part of valid UTF-8.
std::optional<std::size_t> find_bad_text(std::string_view text);

/// Appends a Unicode scalar value as UTF-8; false for surrogates and what lies beyond U+10FFFF.
bool append_utf8(std::uint32_t code_point, std::string& text);

/// The file as text, without a byte order mark. @errors kBadInput with the line that is not UTF-8
Result<std::string_view> text_of(ByteSpan file);

/// Hands out lines, ended by LF or CRLF; the last needs no end.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  std::optional<std::string_view> next();
  std::uint64_t number() const { return number_; }  ///< of the line handed out last, from 1

 private:
  std::string_view rest_;
  std::uint64_t number_ = 0;
};

}  // namespace resketch
