// The one JSON file that a run leaves.
#pragma once

#include <vector>

#include "experiments/presentation.h"
#include "measures/workshop.h"

namespace resketch {

/// All that a result file tells.
struct RunRecord {
  const Experiment& experiment;
  const ExperimentOptions& options;
  const Sizes& sizes;
  std::vector<const PreparedData*> data;
  const Presentation& shown;
  const ExperimentOutcome& outcome;
};

/// Writes `outcome.file`, atomically. @errors kIo
Result<void> write_result(const RunRecord& record);

}  // namespace resketch
