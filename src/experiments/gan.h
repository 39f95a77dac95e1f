// Inverse classification with a conditional GAN.
#pragma once

#include "experiments/presentation.h"

namespace resketch {

Experiment gan_mnist();

}  // namespace resketch
