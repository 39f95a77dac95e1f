// The forward way, for comparison: one LSTM reads a sequence and names its class.
#pragma once

#include "resketch/model.h"

namespace resketch {

/// More would take hours to train.
inline constexpr int kMostForwardCells = 2048;

/// As many cells as the LSTM modules have together, or would have in the published sizes.
int forward_cells(const Model& model);

}  // namespace resketch
