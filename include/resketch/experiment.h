// The published experiments, and ours beside them: described as data, run cell by cell, resumable.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

/// How much of an experiment is measured.
enum class Scale {
  kQuick,      ///< seconds: few seeds, items and training steps; shows that it works, not what it finds
  kDefault,    ///< at most an hour on two cores
  kPublished,  ///< the published sizes
};

std::string_view to_string(Scale scale);
std::optional<Scale> parse_scale(std::string_view text);

/// What an experiment is about.
struct ExperimentInfo {
  std::string name;
  std::string title;
  std::string shows;                   ///< what to look for in its result
  std::string source = {};             ///< the tables and figures it repeats, and whose they are
  std::vector<std::string> data = {};  ///< named sets it reads
  std::vector<std::uint64_t> seeds = {};
  int models = 0;  ///< to be trained at this scale
  int cells = 0;   ///< to be measured at this scale
  bool needs_libtorch = false;
};

/// Every experiment, in the order of the papers.
std::vector<ExperimentInfo> list_experiments(Scale scale = Scale::kDefault);

/// @errors kUsage naming the nearest experiment if there is none called `name`
Result<ExperimentInfo> find_experiment(const std::string& name, Scale scale = Scale::kDefault);

struct ExperimentOptions {
  Scale scale = Scale::kDefault;
  std::vector<std::uint64_t> seeds = {};  ///< empty: the experiment's own at this scale
  std::filesystem::path out = {};         ///< folder of results, cells and models; made where it is missing
  bool resume = false;  ///< take cells and models that `out` holds instead of making them again
  int threads = 0;
  std::string version = {};  ///< of the program, for the record
  std::string commit = {};
  ProgressFn progress = {};
};

/// A measured number beside the published one.
struct Figure {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double value = kNone;  ///< mean over seeds
  double sd = kNone;     ///< over seeds; none with one seed
  int n = 0;             ///< seeds
  int items = 0;         ///< test items behind each of them; 0 where that says nothing
  double published = kNone;
  double published_sd = kNone;
  int published_n = 0;  ///< repeats behind the published number; 0: none is published
  std::string source = {};
  /// Half width of the 95 % interval of the difference to the published number; none where one side has no
  /// measure of chance.
  double uncertainty = kNone;

  /// Whether the difference exceeds the uncertainty; nothing where that cannot be said.
  std::optional<bool> differs() const;
};

/// What running left behind.
struct ExperimentOutcome {
  std::filesystem::path file = {};  ///< out/NAME.json
  std::vector<std::pair<std::string, Figure>> figures = {};
  std::vector<std::string> warnings = {};
  int models = 0;  ///< needed
  int cells = 0;   ///< needed
  int reused = 0;  ///< of both, taken from `out`
  double seconds = 0;
};

/// Runs an experiment and writes `out/NAME.json`. Every finished model and cell is kept under `out` as it is
/// finished. The figures are the same for any number of threads and however often it was interrupted.
/// @errors kUsage (unknown name), kNotFound (data; says how to fetch it), kBadInput (a damaged file under
/// `out`), kIo, kCancelled
Result<ExperimentOutcome> run_experiment(const std::string& name, const ExperimentOptions& options);

}  // namespace resketch
