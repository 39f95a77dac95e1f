// How far to believe evidence, measured on items that the model has not seen.
#pragma once

#include <vector>

#include "classify/trial.h"
#include "resketch/model.h"

namespace resketch {

/// Sets model.calibration from a trial of the model. From fewer than two items it follows that nothing is
/// rejected and the generator's usual temperature holds.
/// @return the confidences of the items in their classes, which the threshold was set from
std::vector<double> calibrate(const Trial& trial, Model& model);

/// From the confidences of known items (two or more) in their classes to the threshold: that of a normal
/// distribution, or, where enough items lie below, the one that the items themselves tell.
void set_rejection(std::vector<double> confidences, Model& model);

}  // namespace resketch
