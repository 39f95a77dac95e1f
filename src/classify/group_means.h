// Centroids without blur: what the items of a cluster draw of one of them, on average.
#pragma once

#include <vector>

#include "resketch/dataset.h"
#include "resketch/exemplars.h"
#include "resketch/model.h"

namespace resketch {

/// Replaces every exemplar that stands for a group by the mean of its redrawings, one by each of up to 16
/// items of the group, evenly spaced. A plain mean blurs what is not in the same place, or at the same time,
/// in all of them. The same for any number of threads.
/// @param modules of the exemplars `sets` holds, one each: real items, nearest to their centroids
/// @param pool    what `sets` was chosen from
/// @param model   tells generator, preprocessing and style; the generator must not be kLstm
Result<void> average_groups(std::vector<Module>& modules, const std::vector<ExemplarSet>& sets,
                            const Dataset& pool, const Model& model, int threads);

}  // namespace resketch
