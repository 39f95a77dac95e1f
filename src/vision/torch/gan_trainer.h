// Training of generator against discriminator.
#pragma once

#include <memory>

#include "vision/torch/gan_modules.h"

namespace resketch {

/// @returns the generator, its weights frozen @errors as train_gan
Result<std::shared_ptr<Generator>> train_generator(const GanSpec& spec, const NetworkInputs& inputs,
                                                   const NetworkTraining& training);

}  // namespace resketch
