// How far to believe evidence, measured on items that the model has not seen.
#pragma once

#include <vector>

#include "resketch/dataset.h"
#include "resketch/inference.h"
#include "resketch/model.h"
#include "resketch/ranks.h"

namespace resketch {

/// Sets model.calibration from `witnesses`: preprocessed items, labelled by module, none of them an exemplar.
/// Without witnesses a few exemplars a class are held out and explained by the others. Classes with one
/// exemplar tell nothing then; with no other classes nothing is rejected and the generator's usual
/// temperature holds.
/// @return the confidences of these items in their classes, which the threshold was set from
/// @errors those of the generator and of other ranks
Result<std::vector<double>> calibrate(Model& model, const Dataset& witnesses, InferenceOptions inference,
                                      int threads, const Ranks& ranks = {});

/// From the confidences of known items (two or more) in their classes to the threshold: that of a normal
/// distribution, or, where enough items lie below, the one that the items themselves tell.
void set_rejection(std::vector<double> confidences, Model& model);

}  // namespace resketch
