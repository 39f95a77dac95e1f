// How far to believe evidence, measured on items that the model has not seen.
#pragma once

#include "resketch/dataset.h"
#include "resketch/inference.h"
#include "resketch/model.h"

namespace resketch {

/// Sets model.calibration from `witnesses`: preprocessed items, labelled by module, none of them an exemplar.
/// Without witnesses a few exemplars a class are held out and explained by the others. Classes with one
/// exemplar tell nothing then; with no other classes nothing is rejected and the generator's usual
/// temperature holds.
/// @errors those of the generator
Result<void> calibrate(Model& model, const Dataset& witnesses, InferenceOptions inference, int threads);

}  // namespace resketch
