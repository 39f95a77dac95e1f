// Rows of a CSV file (RFC 4180): fields separated by commas, quoted where they hold commas, quotes or line
// ends.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/error.h"

namespace resketch {

class CsvRows {
 public:
  explicit CsvRows(std::string_view text) : text_(text) {}

  /// Reads the next row that is not blank into fields(); false at the end.
  /// @errors kBadInput with the line, for quotes out of place
  Result<bool> next();

  /// Of the current row. Valid until the next call of next().
  const std::vector<std::string_view>& fields() const { return fields_; }
  std::uint64_t line() const { return line_; }  ///< on which the current row begins, from 1

 private:
  Result<void> read_quoted();
  void read_plain();
  bool at_row_end() const { return at_ == text_.size() || text_[at_] == '\n'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t next_line_ = 1;
  std::vector<std::string_view> fields_;
  std::deque<std::string> unescaped_;  ///< texts of quoted fields that hold quotes
};

}  // namespace resketch
