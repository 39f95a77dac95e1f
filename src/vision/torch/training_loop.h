// Steps until training is done: resumed, reported, kept.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "vision/network.h"

namespace resketch {

/// What is trained, as the loop sees it.
struct TrainingRun {
  std::string network;  ///< its name, for errors
  int steps_per_epoch = 0;
  int epochs = 0;
  std::string options_json = {};  ///< all that must be equal for training to go on to the same bits
  /// Every array of the state by its name; the tensors share memory with those in training.
  std::vector<std::pair<std::string, torch::Tensor>> arrays;
  /// Takes the step of this number, counted from 0. @returns the loss
  std::function<double(int step)> take_step;
};

/// Takes the steps that the checkpoint has not taken already, and leaves a checkpoint once an epoch and when
/// it is stopped.
/// @errors kUsage, kBadInput, kIo of the checkpoint; kFailed if the loss is no longer a number; kCancelled
Result<void> run_training(const TrainingRun& run, const NetworkTraining& training);

}  // namespace resketch
