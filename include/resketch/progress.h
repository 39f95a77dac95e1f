// How long-running work tells its caller where it stands; nothing below the apps prints.
#pragma once

#include <functional>
#include <limits>
#include <string_view>

namespace resketch {

/// A snapshot of running work. Units of `done` and `total` are named by `unit`.
struct Progress {
  std::string_view stage;  ///< "training", "classifying", "downloading"
  std::string_view unit;   ///< "steps", "items", "bytes"
  double done = 0;
  double resumed = 0;                                      ///< of `done`: taken over from an earlier run
  double total = 0;                                        ///< 0 where it is not known
  double seconds = 0;                                      ///< since the stage began
  double loss = std::numeric_limits<double>::quiet_NaN();  ///< mean training loss, where there is one
};

/// Called a few times a second, from one thread at a time. Returning false asks the work to stop,
/// which it does with ErrorCode::kCancelled after leaving its files in a resumable state.
using ProgressFn = std::function<bool(const Progress&)>;

}  // namespace resketch
