#include "data/csv_columns.h"

#include <algorithm>
#include <initializer_list>

#include "data/input_errors.h"
#include "data/text.h"

namespace resketch {
namespace {

std::optional<std::size_t> find_first(const std::vector<std::string>& names,
                                      std::initializer_list<std::string_view> wanted) {
  for (const std::string_view name : wanted) {
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  }
  return std::nullopt;
}

Error missing(std::string_view what, const std::vector<std::string>& names) {
  std::string found;
  for (const std::string& name : names) {
    if (found.size() > 100) {
      found += ", ...";
      break;
    }
    found += (found.empty() ? "" : ", ") + in_quotes(name);
  }
  return bad_input(at_line(1), fmt::format("no column for {}; the columns are {}", what, found));
}

}  // namespace

Result<CsvColumns> find_csv_columns(const std::vector<std::string_view>& header) {
  CsvColumns columns;
  std::vector<std::string> names;
  names.reserve(header.size());
  columns.names.reserve(header.size());
  for (const std::string_view name : header) {
    columns.names.emplace_back(trimmed(name));
    names.push_back(lower_case(columns.names.back()));
    if (names.back().empty()) {
      return bad_input(at_line(1), fmt::format("column {} has no name (pandas writes its index this way: use "
                                               "to_csv(index=False))",
                                               names.size()));
    }
  }
  std::vector<std::string_view> sorted(names.begin(), names.end());
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end()) {
    return bad_input(at_line(1), fmt::format("two columns are named {}", in_quotes(*twice)));
  }

  const auto id = find_first(names, {"id", "item", "case"});
  if (!id) return missing("the item (id, item or case)", columns.names);
  const auto step = find_first(names, {"step", "time", "t"});
  if (!step) return missing("the step (step, time or t)", columns.names);
  columns.id = *id;
  columns.step = *step;
  columns.label = find_first(names, {"label", "class"});
  if (!columns.label && !find_first(names, {"x"})) columns.label = find_first(names, {"y"});
  for (std::size_t column = 0; column < names.size(); ++column) {
    if (column != *id && column != *step && column != columns.label) columns.values.push_back(column);
  }
  if (columns.values.empty()) return missing("values (any other name)", columns.names);
  return columns;
}

}  // namespace resketch
