// Attacks on scaled outputs. All of them follow the true gradient of c(x) * y(x).
#pragma once

#include "vision/torch/network_modules.h"

namespace resketch {

/// @errors as TrainedNetwork::fool
Result<FoolingOutcome> fool(Network& network, const FoolingOptions& options,
                            const ConfidenceOptions& confidence, const NetworkInputs& start,
                            const ProgressFn& progress);

/// @errors as TrainedNetwork::perturb
Result<std::vector<float>> perturb(Network& network, const NetworkInputs& inputs,
                                   const PerturbOptions& options, const ConfidenceOptions& confidence,
                                   const ProgressFn& progress);

}  // namespace resketch
