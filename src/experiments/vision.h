// The experiments on networks that know what they do not know. Each of them stands in a file of its own.
#pragma once

#include "experiments/presentation.h"

namespace resketch {

Experiment rings();
Experiment fooling(const std::string& data);
Experiment autoencoder_anomaly();
Experiment open_set_mnist();
Experiment one_class_mnist();
Experiment clutter_mnist();

}  // namespace resketch
