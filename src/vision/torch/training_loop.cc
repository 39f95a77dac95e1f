#include "vision/torch/training_loop.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "model_file/checkpoint.h"

namespace resketch {
namespace {

using Clock = std::chrono::steady_clock;

TensorShape shape_of(const torch::Tensor& values) {
  return {values.sizes().begin(), values.sizes().end()};
}

Result<void> save(const TrainingRun& run, const NetworkTraining& training, std::int32_t step) {
  if (training.checkpoint.empty()) return {};
  Checkpoint checkpoint{run.options_json, {}};
  for (const auto& [name, values] : run.arrays) {
    checkpoint.tensors[name] =
        make_tensor(std::span<const float>(values.data_ptr<float>(), values.numel()), shape_of(values));
  }
  checkpoint.tensors["step"] = make_tensor(std::span<const std::int32_t>(&step, 1), {1});
  return save_checkpoint(training.checkpoint, checkpoint);
}

Result<int> take_state(TensorMap& tensors, const TrainingRun& run) {
  for (const auto& [name, values] : run.arrays) {
    std::vector<float> read;
    if (auto ok = take_tensor(tensors, name, shape_of(values), read); !ok) return ok.error();
    std::copy(read.begin(), read.end(), values.data_ptr<float>());
  }
  std::vector<std::int32_t> step;
  if (auto ok = take_tensor(tensors, "step", {1}, step); !ok) return ok.error();
  const int total = run.steps_per_epoch * run.epochs;
  if (step[0] < 0 || step[0] > total)
    return Error(ErrorCode::kBadInput, fmt::format("is {}, expected 0 to {}", step[0], total), {}, "step");
  return step[0];
}

/// @returns the number of steps that were taken already
Result<int> resume(const TrainingRun& run, const NetworkTraining& training) {
  if (!training.resume || training.checkpoint.empty() || !std::filesystem::exists(training.checkpoint))
    return 0;
  auto checkpoint = load_checkpoint(training.checkpoint, run.options_json);
  if (!checkpoint) return checkpoint.error();
  const auto step = take_state(checkpoint->tensors, run);
  if (!step) return step.error().in_file(training.checkpoint.string());
  return *step;
}

}  // namespace

Result<void> run_training(const TrainingRun& run, const NetworkTraining& training) {
  const auto resumed = resume(run, training);
  if (!resumed) return resumed.error();
  const int total = run.steps_per_epoch * run.epochs;
  const auto start = Clock::now();
  for (int step = *resumed; step < total;) {
    const double loss = run.take_step(step++);
    if (!std::isfinite(loss))
      return Error(ErrorCode::kFailed,
                   fmt::format("the loss of '{}' is no longer a number after {} steps", run.network, step));
    if (training.progress &&
        !training.progress({.stage = "training",
                            .unit = "steps",
                            .done = static_cast<double>(step),
                            .resumed = static_cast<double>(*resumed),
                            .total = static_cast<double>(total),
                            .seconds = std::chrono::duration<double>(Clock::now() - start).count(),
                            .loss = loss})) {
      if (auto ok = save(run, training, step); !ok) return ok;
      return Error(ErrorCode::kCancelled, "training was stopped");
    }
    if (step % run.steps_per_epoch == 0) {
      if (auto ok = save(run, training, step); !ok) return ok;
    }
  }
  return {};
}

}  // namespace resketch
