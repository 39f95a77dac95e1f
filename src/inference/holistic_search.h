// Searching the latent of the one generator for all classes, as first published.
#pragma once

#include <vector>

#include "kernels/stacked_lstm.h"
#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

/// The generator that is searched; not owned.
struct HolisticView {
  StackedShape shape;
  const float* parameters = nullptr;  ///< [StackedLayout.size], aligned
  bool clamps_latent = false;         ///< it reads its latent clamped to [0, 1]
};

/// Source of the defaults: "Inverse Classification using Generative Models" (2018), as its code ran.
struct HolisticSearchOptions {
  int iterations = 200;
  float learning_rate = 0.05F;
  float beta1 = 0.9F;
  float beta2 = 0.99F;  ///< no bias correction: the first step is .05 long, with .999 it would be .158
  float epsilon = 1e-8F;
  /// The published code begins each target where the first step for the target before it has led, neither
  /// clamped nor divided by its sum, instead of at the uniform latent.
  bool start_drifts = true;
};

/// Latents [N, K], each clamped to [0, 1] and divided by its sum after every step.
/// @param targets [N, T, D]; their order matters if the start drifts
/// @errors kCancelled
Result<std::vector<float>> holistic_search(const HolisticView& network, const std::vector<float>& targets,
                                           const HolisticSearchOptions& options,
                                           const ProgressFn& progress = {});

}  // namespace resketch
