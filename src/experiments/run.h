// Running an experiment.
#pragma once

#include "experiments/experiment.h"

namespace resketch {

/// Expands `experiment` into models and cells, makes what is missing, and writes the result.
/// @errors as the public run_experiment
Result<ExperimentOutcome> run_experiment(const Experiment& experiment, const ExperimentOptions& options);

}  // namespace resketch
