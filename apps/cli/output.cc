#include "cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>

#include "cli/terminal.h"

namespace resketch::cli {
namespace {

int first_write_error = 0;

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

}  // namespace

Json shortest(float value) {
  char text[32];
  const auto written = std::to_chars(text, text + sizeof text, value);
  double parsed = value;
  std::from_chars(text, written.ptr, parsed);
  return parsed;
}

Json to_json(std::span<const float> values) {
  Json array = Json::array();
  for (const float value : values) array.push_back(shortest(value));
  return array;
}

Json to_json(const SequenceView& sequence) {
  Json rows = Json::array();
  const auto dims = static_cast<std::size_t>(sequence.dims);
  for (int t = 0; t < sequence.steps; ++t) rows.push_back(to_json(sequence.values.subspan(t * dims, dims)));
  return rows;
}

void print_json(const Json& value) {
  print(value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void print(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) < text.size() && first_write_error == 0) {
    first_write_error = errno != 0 ? errno : EIO;
  }
}

Result<void> finish_output() {
  errno = 0;
  if (std::fflush(stdout) != 0 && first_write_error == 0) first_write_error = errno != 0 ? errno : EIO;
  if (first_write_error == 0) return {};
  return Error(ErrorCode::kIo,
               fmt::format("the results could not be written: {}", std::strerror(first_write_error)),
               "standard output");
}

std::string pad(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t used = columns(text);
  return std::string(used < width ? width - used : 0, ' ') + std::string(text);
}

std::string size_text(std::uintmax_t bytes) {
  return bytes < 1000 ? fmt::format("{} B", bytes) : short_number(static_cast<double>(bytes)) + "B";
}

}  // namespace resketch::cli
