// From exemplars to modules, whatever generator stands behind them.
#pragma once

#include <cstdint>
#include <vector>

#include "resketch/exemplars.h"
#include "resketch/training.h"

namespace resketch {

/// Modules for `sets`: trained where the generator is an LSTM, else the exemplars as they are.
/// @param first_number as in train_modules @errors as train_modules
Result<std::vector<Module>> make_modules(GeneratorKind generator, const std::vector<ExemplarSet>& sets,
                                         const Preprocessing& preprocessing, std::uint32_t first_number,
                                         const TrainOptions& options);

}  // namespace resketch
