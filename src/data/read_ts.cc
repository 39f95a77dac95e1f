// .ts of the UCR/UEA archive (aeon, sktime): @ lines, @data, then an item a line. An item is its dimensions,
// separated by ':', each a list of values separated by ','; after the last ':' stands the label where there
// is one. Items may differ in length. '#' begins a comment line.
#include <limits>
#include <string>
#include <vector>

#include "data/finish.h"
#include "data/input_errors.h"
#include "data/readers.h"
#include "data/text.h"
#include "data/ts_header.h"

namespace resketch {
namespace {

/// Takes what stands before the next `separator`, or all; `rest` is nothing once all was taken.
std::string_view next_part(std::optional<std::string_view>& rest, char separator) {
  const std::string_view text = *rest;
  const auto end = text.find(separator);
  if (end == std::string_view::npos) {
    rest.reset();
    return trimmed(text);
  }
  rest = text.substr(end + 1);
  return trimmed(text.substr(0, end));
}

/// Appends the values of one dimension.
Result<void> parse_values(std::string_view text, std::uint64_t line, std::size_t dimension,
                          std::vector<float>& values) {
  std::optional<std::string_view> rest = text;
  for (std::size_t position = 0; rest; ++position) {
    const std::string_view word = next_part(rest, ',');
    const auto number = parse_number(word);
    if (number && std::abs(*number) <= std::numeric_limits<float>::max()) {
      values.push_back(static_cast<float>(*number));
      continue;
    }
    const bool missing = word == "?" || (number && *number != *number);
    return bad_input(at_line(line),
                     fmt::format("value {} of dimension {} is {}{}", position, dimension, in_quotes(word),
                                 missing ? ": missing values are not handled, fill them in first"
                                         : "; expected a finite number"));
  }
  return {};
}

/// Appends items, checked against the header.
class ItemParser {
 public:
  ItemParser(const TsHeader& header, Dataset& dataset) : header_(header), dataset_(dataset) {}

  Result<void> parse(std::string_view text, std::uint64_t line) {
    int label = Dataset::kUnlabelled;
    if (header_.labelled) {
      const auto colon = text.rfind(':');
      if (colon == std::string_view::npos) return bad_input(at_line(line), "no ':' with a label behind it");
      const std::string_view name = trimmed(text.substr(colon + 1));
      const auto found = header_.label_index.find(name);
      if (found == header_.label_index.end()) {
        return bad_input(at_line(line),
                         fmt::format("label {} is not declared in the header", in_quotes(name)));
      }
      label = found->second;
      text = text.substr(0, colon);
    }

    by_dimension_.clear();
    std::size_t steps = 0;
    std::size_t dims = 0;
    for (std::optional<std::string_view> rest = text; rest; ++dims) {
      const std::string_view values = next_part(rest, ':');
      if (values.empty()) return bad_input(at_line(line), fmt::format("dimension {} has no values", dims));
      if (const auto parsed = parse_values(values, line, dims, by_dimension_); !parsed) return parsed.error();
      const std::size_t count = by_dimension_.size() - steps * dims;
      if (dims == 0) steps = count;
      if (count != steps) {
        return bad_input(at_line(line),
                         fmt::format("dimension {} has {} values, dimension 0 has {}; dimensions of an "
                                     "item must be equally long",
                                     dims, count, steps));
      }
    }
    if (const auto checked = check_shape(steps, dims, line); !checked) return checked.error();

    by_step_.resize(by_dimension_.size());
    for (std::size_t step = 0; step < steps; ++step) {
      for (std::size_t dim = 0; dim < dims; ++dim)
        by_step_[step * dims + dim] = by_dimension_[dim * steps + step];
    }
    dataset_.append(by_step_, label);
    return {};
  }

 private:
  Result<void> check_shape(std::size_t steps, std::size_t dims, std::uint64_t line) {
    if (dataset_.dims == 0) {
      const std::uint64_t declared = header_.dimensions.value_or(header_.univariate ? 1 : dims);
      if (header_.univariate && declared != 1) {
        return bad_input(at_line(line),
                         fmt::format("the header says @univariate true and {} dimensions", declared));
      }
      if (dims == declared) dataset_.dims = static_cast<int>(dims);
    }
    if (dims != static_cast<std::size_t>(dataset_.dims)) {
      return bad_input(at_line(line),
                       fmt::format("{} dimensions; expected {}", dims,
                                   dataset_.dims == 0 ? header_.dimensions.value_or(1)
                                                      : static_cast<std::uint64_t>(dataset_.dims)));
    }
    if (!header_.equal_length) return {};
    const std::uint64_t expected = header_.series_length.value_or(
        dataset_.size() > 0 ? static_cast<std::uint64_t>(dataset_.steps(0)) : steps);
    if (steps != expected) {
      return bad_input(
          at_line(line),
          fmt::format("{} steps; the header says that all have the same length, {}", steps, expected));
    }
    return {};
  }

  const TsHeader& header_;
  Dataset& dataset_;
  std::vector<float> by_dimension_;  ///< [D, T], as the line has it
  std::vector<float> by_step_;       ///< [T, D]
};

}  // namespace

Result<Dataset> parse_ts(ByteSpan file) {
  const auto text = text_of(file);
  if (!text) return text.error();
  LineReader lines(*text);
  TsHeader header;
  Dataset dataset;
  bool in_data = false;
  std::optional<ItemParser> items;
  while (const auto whole = lines.next()) {
    const std::string_view line = trimmed(*whole);
    if (line.empty() || line.front() == '#') continue;
    if (in_data) {
      if (const auto parsed = items->parse(line, lines.number()); !parsed) return parsed.error();
    } else if (line.front() != '@') {
      return bad_input(at_line(lines.number()),
                       fmt::format("expected a line with '@' before @data, found {}", in_quotes(line)));
    } else if (lower_case(line) == "@data") {
      in_data = true;
      dataset.label_names = header.label_names;
      items.emplace(header, dataset);
    } else if (const auto read = read_ts_header_line(line, lines.number(), header); !read) {
      return read.error();
    }
  }
  if (!in_data) return bad_input(at_line(lines.number()), "the file ends without @data");
  return finish_dataset(std::move(dataset));
}

}  // namespace resketch
