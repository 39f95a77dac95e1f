// From NumPy arrays to sequences.
#pragma once

#include "data/npy.h"
#include "resketch/dataset.h"
#include "resketch/error.h"

namespace resketch {

/// Unlabelled sequences of `x`. Without `lengths`, x is [N, T, D] or [N, T] (D = 1); with it, the sequences
/// lie one after the other in x, [sum of lengths, D] or [sum of lengths] (D = 1). Not yet through
/// finish_dataset.
/// @errors kBadInput naming the shapes, kUnsupported for strings
Result<Dataset> dataset_of_arrays(const NpyArray& x, const NpyArray* lengths = nullptr);

}  // namespace resketch
