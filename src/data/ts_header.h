// The @ lines of a .ts file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/error.h"

namespace resketch {

struct TsHeader {
  bool univariate = false;
  bool equal_length = false;
  bool labelled = false;
  std::optional<std::uint64_t> dimensions;
  std::optional<std::uint64_t> series_length;
  std::vector<std::string> label_names;                 ///< as declared
  std::map<std::string, int, std::less<>> label_index;  ///< into label_names
};

/// Takes in one line that begins with '@', other than @data. Unknown keywords are left alone.
/// @errors kBadInput with the line; kUnsupported for time stamps and regression targets
Result<void> read_ts_header_line(std::string_view line, std::uint64_t number, TsHeader& header);

}  // namespace resketch
