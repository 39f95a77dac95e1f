// A trained generator behind the interface, and the search for latents.
#pragma once

#include <memory>

#include "vision/torch/gan_modules.h"

namespace resketch {

/// @param generator  trained and frozen
std::unique_ptr<TrainedGan> make_gan(const GanSpec& spec, std::shared_ptr<Generator> generator);

}  // namespace resketch
