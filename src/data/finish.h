// The checks that every reader's data set goes through last.
#pragma once

#include "resketch/dataset.h"
#include "resketch/error.h"

namespace resketch {

/// Passes `dataset` on if it has at least one item, every item at least one step, every value is finite and
/// all counts fit an int; takes unused names out of label_names.
/// Expects values.size() == first_step.back() * dims and a label for every item.
/// @errors kBadInput naming item, step and dimension
Result<Dataset> finish_dataset(Dataset dataset);

}  // namespace resketch
