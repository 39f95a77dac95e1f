// How well a module redraws what it was not shown, measured on its own exemplars.
#pragma once

#include <cstdint>

#include "resketch/inference.h"
#include "resketch/model.h"

namespace resketch {

/// Sets module.leave_one_out: the loss of redrawing each exemplar with its own latent weight held at zero, so that
/// only the others can help. Needs no training of its own. With one exemplar there is nothing to measure: stays empty.
void measure_leave_one_out(Module& module, std::uint32_t number, const InferenceOptions& options);

}  // namespace resketch
