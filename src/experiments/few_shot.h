// What few examples a class are enough for, beside naming classes.
#pragma once

#include <string>

#include "experiments/experiment.h"

namespace resketch {

/// @param data "characters" or "mnist"
Experiment few_shot_open_set(const std::string& data);

Experiment fooling_modular();

}  // namespace resketch
