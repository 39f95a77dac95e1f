// What the columns of a long-form CSV file mean, by their names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/error.h"

namespace resketch {

struct CsvColumns {
  std::size_t id = 0;
  std::size_t step = 0;
  std::optional<std::size_t> label;
  std::vector<std::size_t> values;  ///< D columns, in the order of the header
  std::vector<std::string> names;   ///< of all columns, as written
};

/// Finds the columns by name, whatever their order and case. Where several names fit, the first wins and the
/// others are values:
///   id:    id, item, case
///   step:  step, time, t
///   label: label, class; y only where there is no column x, because x and y are coordinates
/// @errors kBadInput: no id, step or value column, a column without a name or named twice
Result<CsvColumns> find_csv_columns(const std::vector<std::string_view>& header);

}  // namespace resketch
