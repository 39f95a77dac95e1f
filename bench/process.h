// Running another program and learning what it took.
#pragma once

#include <string>
#include <vector>

#include "resketch/error.h"

namespace resketch::bench {

struct ProcessEnd {
  int exit_code = 0;   ///< 128 + signal where one ended it
  double peak_mb = 0;  ///< largest resident memory, 10^6 bytes
};

/// Runs `words` (program and arguments) to its end; its output goes where ours goes, or nowhere if `silent`.
/// @errors kFailed if it cannot be started
Result<ProcessEnd> run_process(const std::vector<std::string>& words, bool silent = false);

}  // namespace resketch::bench
