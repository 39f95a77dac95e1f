// Trains the modules of many classes, a SIMD lane each, groups of lanes spread over threads.
#pragma once

#include <span>
#include <vector>

#include "resketch/exemplars.h"
#include "resketch/model.h"
#include "resketch/training.h"

namespace resketch {

/// One module for each set, in their order. Module i draws from random streams named `first_number + i`.
/// Diverged modules are left out with a warning.
/// @param steps, dims T and D of the exemplars
/// @errors kUsage (options out of range), kFailed (every module diverged), kCancelled, those of the
/// checkpoint
Result<std::vector<Module>> train_modules(std::span<const ExemplarSet> sets, int steps, int dims,
                                          std::uint32_t first_number, const TrainOptions& options);

}  // namespace resketch
