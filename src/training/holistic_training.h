// The first published way: one generator for all classes, whose latent is the class itself.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/stacked_lstm.h"
#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

/// N latents and what is to be drawn from them.
struct HolisticExamples {
  int count = 0;               ///< N
  std::vector<float> latents;  ///< [N, K]
  std::vector<float> targets;  ///< [N, T, D]
};

/// Source of the defaults: "Inverse Classification using Generative Models" (2018), as its code ran.
struct HolisticOptions {
  int cells = 205;
  int layers = 1;
  GateFunction gates = GateFunction::kHard;
  int presentations = 0;  ///< of single examples
  int batch = 1;
  double learning_rate = 0.001;
  float noise = 0;               ///< sd of the noise on the latent, which is then clamped to [0, 1]
  bool noise_every_step = true;  ///< noise enters at every step, not only with the latent
  std::uint64_t seed = 42;
};

struct HolisticNetwork {
  StackedShape shape;
  AlignedVector<float> parameters;  ///< [StackedLayout.size]
  bool clamps_latent = false;       ///< trained with noise, it reads its latent clamped to [0, 1]
  double loss = 0;                  ///< of the weights that were kept, on the check set
};

/// Trains by Adam on mean squared error; keeps the weights that draw `check` best, looked at after every
/// epoch (as published), but not more than 100 times.
/// @param steps, dims  T and D
/// @errors kCancelled, kFailed if the loss stops being a number
Result<HolisticNetwork> train_holistic(const HolisticExamples& examples, const HolisticExamples& check,
                                       int steps, int dims, const HolisticOptions& options,
                                       const ProgressFn& progress = {});

/// Draws from N latents [N, K]: [N, T, D].
std::vector<float> holistic_draw(const HolisticNetwork& network, const std::vector<float>& latents);

/// [N, T, D] to [T, N, D], as batches are laid out.
AlignedVector<float> step_by_step(const float* values, int count, int steps, int dims);

}  // namespace resketch
