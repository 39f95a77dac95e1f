#include "training/holistic_training.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/random.h"
#include "kernels/adam.h"
#include "kernels/isa.h"
#include "kernels/noise.h"
#include "training/layer_start.h"
#include "training/presentation_order.h"

namespace resketch {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMostLooks = 100;
constexpr int kDrawAtOnce = 24;

/// Normal noise of sd `sd` on `values` [rows, columns]; the same numbers for any number of lanes.
void add_noise(std::uint64_t seed, std::uint32_t step, float sd, int rows, int columns, float* values) {
  const int lanes = module_lanes();
  AlignedVector<float> noise(static_cast<std::size_t>(rows) * lanes);
  std::vector<std::uint32_t> names(lanes);
  for (int first = 0; first < columns; first += lanes) {
    std::fill(noise.begin(), noise.end(), 0.0F);
    for (int l = 0; l < lanes; ++l) names[l] = static_cast<std::uint32_t>(first + l);
    add_normal_noise(seed, kRandomInputNoise, step, names.data(), sd, rows, noise.data());
    for (int r = 0; r < rows; ++r) {
      for (int l = 0; l < lanes && first + l < columns; ++l)
        values[static_cast<std::size_t>(r) * columns + first + l] += noise[r * lanes + l];
    }
  }
}

class HolisticTrainer {
 public:
  HolisticTrainer(const HolisticExamples& examples, const HolisticExamples& check, int steps, int dims,
                  const HolisticOptions& options)
      : examples_(examples),
        check_(check),
        options_(options),
        order_(examples.count, options.seed),
        batch_(std::min(options.batch, examples.count)) {
    const int K = static_cast<int>(examples.latents.size()) / examples.count;
    out_.shape = {K, options.cells, options.layers, dims, steps, options.gates};
    out_.clamps_latent = options.noise > 0;
    const StackedLayout at(out_.shape);
    parameters_.assign(at.size, 0.0F);
    m_ = v_ = gradients_ = parameters_;
    RandomStream random(options.seed, kRandomWeights);
    for (int n = 0; n < options.layers; ++n)
      start_layer(out_.shape.layer(n), random, parameters_.data() + at.layers[n]);
    start_outputs(options.cells, dims, random, parameters_.data() + at.out_weights);
    check_targets_ = step_by_step(check.targets.data(), check.count, steps, dims);
  }

  Result<HolisticNetwork> train(const ProgressFn& progress) && {
    const auto start = Clock::now();
    const int updates = std::max(1, options_.presentations / batch_);
    const int epoch = std::max(1, examples_.count / batch_);
    const int look_every = std::max(epoch, updates / kMostLooks);
    for (int update = 0; update < updates; ++update) {
      take_step(update);
      if ((update + 1) % look_every == 0 || update + 1 == updates) {
        if (auto ok = look(update); !ok) return ok.error();
      }
      if (!progress || update % 16 != 0) continue;
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      if (!progress({.stage = "training",
                     .unit = "steps",
                     .done = update + 1.0,
                     .total = static_cast<double>(updates),
                     .seconds = seconds}))
        return Error(ErrorCode::kCancelled, "training of the generator was stopped");
    }
    return std::move(out_);
  }

 private:
  void take_step(int update) {
    const StackedShape& s = out_.shape;
    const int input_steps = options_.noise > 0 && options_.noise_every_step ? s.steps : 1;
    const std::size_t row = static_cast<std::size_t>(batch_) * s.inputs;
    inputs_.assign(row * input_steps, 0.0F);
    targets_.resize(static_cast<std::size_t>(s.steps) * batch_ * s.outputs);
    for (int b = 0; b < batch_; ++b) {
      const int item = order_.next();
      std::copy_n(&examples_.latents[static_cast<std::size_t>(item) * s.inputs], s.inputs,
                  &inputs_[static_cast<std::size_t>(b) * s.inputs]);
      const float* from = &examples_.targets[static_cast<std::size_t>(item) * s.steps * s.outputs];
      for (int t = 0; t < s.steps; ++t)
        std::copy_n(from + t * s.outputs, s.outputs, &targets_[(t * batch_ + b) * s.outputs]);
    }
    if (options_.noise > 0) {
      add_noise(options_.seed, static_cast<std::uint32_t>(update), options_.noise, input_steps,
                static_cast<int>(row), inputs_.data());
      for (float& value : inputs_) value = std::clamp(value, 0.0F, 1.0F);
    }
    const LayerInput input{inputs_.data(), input_steps};
    losses_.resize(batch_);
    stacked_transpose(s, parameters_.data(), tape_);
    stacked_draw(s, parameters_.data(), batch_, input, tape_);
    stacked_compare(s, batch_, targets_.data(), losses_.data(), tape_);
    stacked_backward(s, batch_, input, 1.0F / static_cast<float>(batch_), tape_, gradients_.data(), nullptr);
    adam_update({.rate = options_.learning_rate, .step = static_cast<std::uint64_t>(update) + 1},
                parameters_.size(), gradients_.data(), parameters_.data(), m_.data(), v_.data());
  }

  /// Keeps the weights if they are the best so far.
  Result<void> look(int update) {
    losses_.resize(check_.count);
    stacked_draw(out_.shape, parameters_.data(), check_.count, {check_.latents.data(), 1}, check_tape_);
    stacked_compare(out_.shape, check_.count, check_targets_.data(), losses_.data(), check_tape_);
    double loss = 0;
    for (const float one : losses_) loss += static_cast<double>(one) / check_.count;
    if (!std::isfinite(loss))
      return Error(ErrorCode::kFailed,
                   "the generator's loss stopped being a number at step " + std::to_string(update));
    if (out_.parameters.empty() || loss < out_.loss) {
      out_.loss = loss;
      out_.parameters = parameters_;
    }
    return {};
  }

  const HolisticExamples& examples_;
  const HolisticExamples& check_;
  const HolisticOptions& options_;
  PresentationOrder order_;
  int batch_;
  HolisticNetwork out_;
  AlignedVector<float> parameters_, m_, v_, gradients_, inputs_, targets_, check_targets_;
  std::vector<float> losses_;
  StackedTape tape_, check_tape_;
};

}  // namespace

Result<HolisticNetwork> train_holistic(const HolisticExamples& examples, const HolisticExamples& check,
                                       int steps, int dims, const HolisticOptions& options,
                                       const ProgressFn& progress) {
  return HolisticTrainer(examples, check, steps, dims, options).train(progress);
}

std::vector<float> holistic_draw(const HolisticNetwork& network, const std::vector<float>& latents) {
  const StackedShape& s = network.shape;
  const int count = static_cast<int>(latents.size()) / s.inputs;
  std::vector<float> out(static_cast<std::size_t>(count) * s.steps * s.outputs);
  StackedTape tape;
  for (int first = 0; first < count; first += kDrawAtOnce) {
    const int B = std::min(kDrawAtOnce, count - first);
    stacked_draw(s, network.parameters.data(), B,
                 {latents.data() + static_cast<std::size_t>(first) * s.inputs, 1}, tape);
    for (int b = 0; b < B; ++b) {
      float* to = &out[static_cast<std::size_t>(first + b) * s.steps * s.outputs];
      for (int t = 0; t < s.steps; ++t)
        std::copy_n(&tape.drawn[(t * B + b) * s.outputs], s.outputs, to + t * s.outputs);
    }
  }
  return out;
}

AlignedVector<float> step_by_step(const float* values, int count, int steps, int dims) {
  AlignedVector<float> out(static_cast<std::size_t>(count) * steps * dims);
  for (int n = 0; n < count; ++n) {
    for (int t = 0; t < steps; ++t)
      std::copy_n(values + (static_cast<std::size_t>(n) * steps + t) * dims, dims,
                  &out[(static_cast<std::size_t>(t) * count + n) * dims]);
  }
  return out;
}

}  // namespace resketch
