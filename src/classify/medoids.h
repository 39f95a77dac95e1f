// Exemplars that draw the rest of their class best.
#pragma once

#include <vector>

#include "resketch/dataset.h"
#include "resketch/exemplars.h"
#include "resketch/model.h"

namespace resketch {

/// Replaces the exemplars of every class that has more items than those by K-medoids: the items of which, as
/// a mixture of generators of one exemplar each, all items of the class are most likely. Beginning with the
/// exemplars that are there, one at a time is swapped until nothing gains. Of a large class 256 items take
/// part, or twice as many as it keeps. The same for any number of threads.
/// @param modules of the exemplars `sets` holds, one each: real items
/// @param sets    the new exemplars, largest group first: what each of them explains best is its group
/// @param pool    what `sets` was chosen from, one a label
/// @param model   tells generator, preprocessing and style; the generator must not be kLstm
Result<void> choose_medoids(std::vector<Module>& modules, std::vector<ExemplarSet>& sets, const Dataset& pool,
                            const Model& model, int threads);

}  // namespace resketch
