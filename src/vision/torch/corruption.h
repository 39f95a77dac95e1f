// What training does to inputs: it bends them, and hides a part of what is to be redrawn.
#pragma once

#include <torch/torch.h>

#include "vision/network.h"

namespace resketch {

/// Every image [N, D] through an affine map of its own, near the identity (spec.jitter); what comes from
/// outside is black.
torch::Tensor jittered(const torch::Tensor& images, const NetworkSpec& spec, int step);

/// The inputs [N, D] behind clutter, patterns and noise, as `spec` has them.
torch::Tensor corrupted(const torch::Tensor& clean, const NetworkSpec& spec, int step);

}  // namespace resketch
