// How much less sure of itself evidence ought to be.
#pragma once

#include "classify/trial.h"

namespace resketch {

/// Negative log probability of the right classes, per item, with the prior around the usual temperature.
/// @param run of one item or more
double cross_entropy(const Trial& run, double temperature);

/// Where that is least.
double best_temperature(const Trial& run);

}  // namespace resketch
