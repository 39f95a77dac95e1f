#include "training/lane_group.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/random.h"
#include "kernels/adam.h"
#include "kernels/isa.h"
#include "kernels/noise.h"

namespace resketch {
namespace {

constexpr int kBestEvery = 50;  // steps between two looks at whether the weights are the best so far
constexpr float kSmoothing = 0.02F;

double rate_at(const TrainingOptions& options, int step) {
  const double rate = static_cast<double>(options.learning_rate);
  if (options.schedule == TrainingOptions::Schedule::kConstant) return rate;
  return rate * 0.5 * (1 + std::cos(std::numbers::pi * step / options.steps));
}

}  // namespace

LaneGroup::LaneGroup(const LstmShape& shape, const TrainingOptions& options, std::vector<LaneTask> tasks)
    : shape_(shape),
      options_(options),
      tasks_(std::move(tasks)),
      lanes_(module_lanes()),
      numbers_(lanes_, 0),
      tape_(shape) {
  const std::size_t size = LstmLayout(shape).size * lanes_;
  state_.parameters.assign(size, 0.0F);
  state_.m.assign(size, 0.0F);
  state_.v.assign(size, 0.0F);
  if (options.keep_best) state_.best.assign(size, 0.0F);
  state_.best_loss.assign(lanes_, std::numeric_limits<float>::infinity());
  state_.smoothed.assign(lanes_, 0.0F);
  state_.tail_loss.assign(lanes_, 0.0F);
  state_.diverged_at.assign(lanes_, -1);
  gradients_.resize(size);
  z_.resize(static_cast<std::size_t>(shape.inputs) * lanes_);
  targets_.resize(static_cast<std::size_t>(shape.steps) * shape.outputs * lanes_, 0.0F);
  loss_.resize(lanes_);
  const float bound =
      1.0F / std::sqrt(static_cast<float>(shape.hidden));  // PyTorch's start for LSTM and Linear
  for (int l = 0; l < lanes_used(); ++l) {
    numbers_[l] = tasks_[l].number;
    RandomStream random(options.seed, kRandomWeights, numbers_[l]);
    for (std::size_t n = l; n < size; n += lanes_) state_.parameters[n] = random.uniform(-bound, bound);
  }
}

/// One exemplar a lane, drawn at random: its one-hot vector with noise, its values with noise.
void LaneGroup::draw_batch() {
  const auto step = static_cast<std::uint32_t>(state_.step);
  const std::size_t size = static_cast<std::size_t>(shape_.steps) * shape_.outputs;
  std::fill(z_.begin(), z_.end(), 0.0F);
  for (int l = 0; l < lanes_used(); ++l) {
    const std::uint32_t k =
        RandomStream(options_.seed, kRandomTrainingStep, numbers_[l], step).below(shape_.inputs);
    z_[k * lanes_ + l] = 1.0F;
    const float* from = tasks_[l].exemplars->values.data() + k * size;
    float* to = targets_.data() + l;
    for (std::size_t n = 0; n < size; ++n) to[n * lanes_] = from[n];
  }
  if (options_.noise_in > 0) {
    add_normal_noise(options_.seed, kRandomInputNoise, step, numbers_.data(), options_.noise_in,
                     shape_.inputs, z_.data());
    for (float& value : z_) value = std::clamp(value, 0.0F, 1.0F);
  }
  if (options_.noise_out > 0) {
    add_normal_noise(options_.seed, kRandomOutputNoise, step, numbers_.data(), options_.noise_out, size,
                     targets_.data());
  }
}

void LaneGroup::stop_diverged_lanes() {
  for (int l = 0; l < lanes_used(); ++l) {
    if (std::isfinite(loss_[l]) || state_.diverged_at[l] >= 0) continue;
    state_.diverged_at[l] = state_.step;
    for (AlignedVector<float>* array : {&state_.parameters, &state_.m, &state_.v, &gradients_}) {
      for (std::size_t n = l; n < array->size(); n += lanes_) (*array)[n] = 0.0F;
    }
    loss_[l] = 0;
  }
}

void LaneGroup::keep_best() {
  for (int l = 0; l < lanes_used(); ++l) {
    if (state_.smoothed[l] >= state_.best_loss[l]) continue;
    state_.best_loss[l] = state_.smoothed[l];
    for (std::size_t n = l; n < state_.best.size(); n += lanes_) state_.best[n] = state_.parameters[n];
  }
}

void LaneGroup::run(int count) {
  const int end = std::min(options_.steps, state_.step + count);
  for (; state_.step < end; ++state_.step) {
    draw_batch();
    lstm_training_pass(shape_, state_.parameters.data(), z_.data(), targets_.data(), gradients_.data(),
                       loss_.data(), tape_);
    stop_diverged_lanes();
    for (int l = 0; l < lanes_; ++l) {
      const float share = state_.step == 0 ? 1.0F : kSmoothing;
      state_.smoothed[l] += share * (loss_[l] - state_.smoothed[l]);
      if (state_.step >= tail_begin()) state_.tail_loss[l] += loss_[l];
    }
    // The loss belongs to the weights before the update.
    if (options_.keep_best && state_.step % kBestEvery == kBestEvery - 1) keep_best();
    adam_update({.rate = rate_at(options_, state_.step), .step = static_cast<std::uint64_t>(state_.step) + 1},
                gradients_.size(), gradients_.data(), state_.parameters.data(), state_.m.data(),
                state_.v.data());
  }
}

double LaneGroup::mean_loss() const {
  double sum = 0;
  for (int l = 0; l < lanes_used(); ++l) sum += static_cast<double>(state_.smoothed[l]);
  return sum / lanes_used();
}

Module LaneGroup::module(int lane) const {
  const bool best = options_.keep_best && std::isfinite(state_.best_loss[lane]);
  const AlignedVector<float>& from = best ? state_.best : state_.parameters;
  Module module;
  module.label = tasks_[lane].exemplars->label;
  module.shape = shape_;
  module.exemplars = tasks_[lane].exemplars->values;
  module.parameters.resize(LstmLayout(shape_).size);
  for (std::size_t n = 0; n < module.parameters.size(); ++n) module.parameters[n] = from[n * lanes_ + lane];
  module.seed = options_.seed;
  module.steps_trained = state_.step;
  const int tail = std::max(1, options_.steps - std::max(0, tail_begin()));
  module.training_loss = static_cast<double>(state_.tail_loss[lane]) / tail;
  return module;
}

}  // namespace resketch
