// Experiments that the papers name as future work. Each of them stands in a file of its own.
#pragma once

#include "experiments/mic.h"

namespace resketch {

Experiment beyond_dtw();
Experiment beyond_adding();
Experiment beyond_examples();

}  // namespace resketch
