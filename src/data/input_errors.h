// Errors of readers, with their place in the file. Bytes, items, steps and dimensions count from 0, lines
// from 1.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <string>
#include <utility>

#include "resketch/error.h"

namespace resketch {

inline std::string at_byte(std::uint64_t offset) {
  return fmt::format("byte {}", offset);
}
inline std::string at_line(std::uint64_t line) {
  return fmt::format("line {}", line);
}
inline std::string at_item(std::uint64_t item) {
  return fmt::format("item {}", item);
}

inline Error bad_input(std::string position, std::string message) {
  return {ErrorCode::kBadInput, std::move(message), {}, std::move(position)};
}

inline Error unsupported(std::string position, std::string message) {
  return {ErrorCode::kUnsupported, std::move(message), {}, std::move(position)};
}

}  // namespace resketch
