// Several data sets as one, and parts of one: how named sets and splits are put together.
#pragma once

#include "resketch/dataset.h"

namespace resketch {

/// Appends the items of `more`; its label names are added where `all` does not have them.
/// @errors kShapeMismatch if the dims differ
Result<void> join_dataset(Dataset& all, const Dataset& more);

/// The public split of data that was published as one: of each class the last 20 labelled items are kTest,
/// the other labelled ones kPool; of a class with 20 or fewer, kTest is the last half. kAll is everything.
/// @errors kUsage if a part of unlabelled data is asked for, or that part is empty
Result<Dataset> split_by_last_items(Dataset all, Split split);

}  // namespace resketch
