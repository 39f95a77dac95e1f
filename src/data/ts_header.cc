#include "data/ts_header.h"

#include <charconv>

#include "data/input_errors.h"
#include "data/text.h"

namespace resketch {
namespace {

/// Takes the first word off `text`.
std::string_view next_word(std::string_view& text) {
  text = trimmed(text);
  const auto end = text.find_first_of(" \t");
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
  return value;
}

Result<void> declare_labels(std::string_view names, std::uint64_t number, TsHeader& header) {
  while (!trimmed(names).empty()) {
    const std::string_view name = next_word(names);
    if (!header.label_index.emplace(name, static_cast<int>(header.label_names.size())).second) {
      return bad_input(at_line(number), fmt::format("label {} is declared twice", in_quotes(name)));
    }
    header.label_names.emplace_back(name);
  }
  return {};
}

}  // namespace

Result<void> read_ts_header_line(std::string_view line, std::uint64_t number, TsHeader& header) {
  std::string_view rest = line;
  const std::string keyword = lower_case(next_word(rest));
  const std::string_view value_text = next_word(rest);
  const auto expected = [&](std::string_view what) {
    return bad_input(at_line(number),
                     fmt::format("{} is {}; expected {}", keyword, in_quotes(value_text), what));
  };

  if (keyword == "@dimensions" || keyword == "@dimension" || keyword == "@serieslength") {
    const auto count = parse_count(value_text);
    if (!count) return expected("a number from 1");
    (keyword == "@serieslength" ? header.series_length : header.dimensions) = count;
    return {};
  }
  const bool is_flag = keyword == "@timestamps" || keyword == "@missing" || keyword == "@univariate" ||
                       keyword == "@equallength" || keyword == "@classlabel" || keyword == "@targetlabel";
  if (!is_flag) return {};
  const std::string flag = lower_case(value_text);
  if (flag != "true" && flag != "false") return expected("true or false");
  const bool value = flag == "true";

  if (keyword == "@timestamps" && value) {
    return unsupported(at_line(number),
                       "values with time stamps are not read; resample to equal steps first");
  }
  if (keyword == "@univariate") header.univariate = value;
  if (keyword == "@equallength") header.equal_length = value;
  if (keyword == "@classlabel" || keyword == "@targetlabel") {
    if (value && trimmed(rest).empty()) {
      if (keyword == "@classlabel") return bad_input(at_line(number), "@classlabel true names no labels");
      return unsupported(at_line(number), "a regression target; Resketch needs classes (@classlabel)");
    }
    if (header.labelled) return bad_input(at_line(number), "labels are declared a second time");
    header.labelled = value;
    if (value) return declare_labels(rest, number, header);
  }
  // @missing needs nothing: a missing value is refused where it stands.
  return {};
}

}  // namespace resketch
