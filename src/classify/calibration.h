// How far to believe evidence, measured on exemplars that were held out.
#pragma once

#include "resketch/inference.h"
#include "resketch/model.h"

namespace resketch {

/// Sets model.calibration, from at most a few exemplars a class. Classes with one exemplar tell nothing; with
/// no other classes nothing is rejected and the generator's usual temperature holds. @errors those of the
/// generator
Result<void> calibrate(Model& model, const InferenceOptions& inference, int threads);

}  // namespace resketch
