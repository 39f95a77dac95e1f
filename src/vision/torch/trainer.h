// Training of a network: shuffled batches, corruption, Adam along a cosine, checkpoints.
#pragma once

#include <memory>

#include "vision/torch/network_modules.h"

namespace resketch {

/// @errors as train_network
Result<std::shared_ptr<Network>> train(const NetworkSpec& spec, const NetworkInputs& inputs,
                                       const NetworkTraining& training);

}  // namespace resketch
