#include "vision/torch/trainer.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "base/sha256.h"
#include "vision/torch/batches.h"
#include "vision/torch/corruption.h"
#include "vision/torch/tensors.h"
#include "vision/torch/training_loop.h"

namespace resketch {
namespace {

/// All that must be equal for training to go on to the same bits.
std::string describe(const NetworkSpec& spec, const NetworkInputs& inputs) {
  nlohmann::ordered_json out = {{"network", to_string(spec.kind)},
                                {"classes", spec.classes},
                                {"omega", spec.omega},
                                {"epochs", spec.epochs},
                                {"batch", spec.batch},
                                {"learning_rate", spec.learning_rate},
                                {"noise", spec.noise},
                                {"reconstruction_weight", spec.reconstruction_weight},
                                {"seed", spec.seed},
                                {"inputs", inputs.size},
                                {"inputs_sha256", sha256_hex(std::as_bytes(inputs.values))},
                                {"labels_sha256", sha256_hex(std::as_bytes(inputs.labels))},
                                {"torch", TORCH_VERSION}};
  // What is not used is not named, so that checkpoints from before it existed go on.
  if (spec.clutter > 0) out["clutter"] = spec.clutter;
  if (spec.jitter > 0) out["jitter"] = spec.jitter;
  if (spec.classify_clean) out["classify_clean"] = true;
  if (spec.vary_noise) out["vary_noise"] = true;
  if (spec.patterns > 0) out["patterns"] = spec.patterns;
  return out.dump();
}

/// One network in training. Random numbers are named by step, so resuming needs none of their past.
class Trainer {
 public:
  Trainer(const NetworkSpec& spec, const NetworkInputs& inputs)
      : spec_(spec),
        network_(std::make_shared<Network>(spec)),
        weights_(network_->parameters()),
        batches_(inputs, input_size(spec.kind), spec.batch, spec.seed) {
    for (const torch::Tensor& weights : weights_) {
      mean_.push_back(torch::zeros_like(weights));
      square_.push_back(torch::zeros_like(weights));
    }
  }

  Result<std::shared_ptr<Network>> go(const NetworkInputs& inputs, const NetworkTraining& training) {
    TrainingRun run{to_string(spec_.kind), batches_.per_epoch(), spec_.epochs, {}, {}, {}};
    if (!training.checkpoint.empty()) run.options_json = describe(spec_, inputs);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      run.arrays.emplace_back(fmt::format("weights.{}", i), weights_[i]);
      run.arrays.emplace_back(fmt::format("adam.mean.{}", i), mean_[i]);
      run.arrays.emplace_back(fmt::format("adam.square.{}", i), square_[i]);
    }
    run.take_step = [&](int step) { return take_step(step); };
    if (auto ok = run_training(run, training); !ok) return ok.error();
    network_->freeze();
    return network_;
  }

 private:
  /// Cross-entropy for images: with squared error a sigmoid decoder may never leave black.
  torch::Tensor reconstruction_loss(const torch::Tensor& codes, const torch::Tensor& clean) {
    const torch::Tensor redrawn = network_->decode(codes);
    return spec_.kind == NetworkKind::kPlane ? torch::mse_loss(redrawn, clean)
                                             : torch::binary_cross_entropy(redrawn, clean);
  }

  torch::Tensor loss(const torch::Tensor& inputs, const torch::Tensor& labels, int step) {
    const torch::Tensor clean = spec_.jitter > 0 ? jittered(inputs, spec_, step) : inputs;
    const torch::Tensor codes = network_->encode(corrupted(clean, spec_, step));
    if (!has_classifier(spec_.kind)) return reconstruction_loss(codes, clean);
    const torch::Tensor named = spec_.classify_clean ? network_->encode(clean) : codes;
    const torch::Tensor out = network_->classification_loss(network_->logits(named), labels);
    if (!has_decoder(spec_.kind)) return out;
    return out + spec_.reconstruction_weight * reconstruction_loss(codes, clean);
  }

  double take_step(int step) {
    const Batches::Batch batch = batches_.at(step);
    network_->zero_grad();
    const torch::Tensor value = loss(batch.values, batch.labels, step);
    value.backward();
    const double share = static_cast<double>(step) / (batches_.per_epoch() * spec_.epochs);
    adam(step + 1, spec_.learning_rate * 0.5 * (1 + std::cos(std::numbers::pi * share)));
    return value.item<double>();
  }

  /// Source: Kingma & Ba 2015, with its default constants.
  void adam(int time, double rate) {
    const torch::NoGradGuard no_gradients;
    constexpr double kMeanDecay = 0.9;
    constexpr double kSquareDecay = 0.999;
    const double mean_scale = 1 - std::pow(kMeanDecay, time);
    const double square_scale = 1 - std::pow(kSquareDecay, time);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      const torch::Tensor& gradient = weights_[i].grad();
      mean_[i].mul_(kMeanDecay).add_(gradient, 1 - kMeanDecay);
      square_[i].mul_(kSquareDecay).addcmul_(gradient, gradient, 1 - kSquareDecay);
      weights_[i].addcdiv_(mean_[i], (square_[i] / square_scale).sqrt().add_(1e-8), -rate / mean_scale);
    }
  }

  const NetworkSpec& spec_;
  std::shared_ptr<Network> network_;
  std::vector<torch::Tensor> weights_;
  std::vector<torch::Tensor> mean_;
  std::vector<torch::Tensor> square_;
  Batches batches_;
};

}  // namespace

Result<std::shared_ptr<Network>> train(const NetworkSpec& spec, const NetworkInputs& inputs,
                                       const NetworkTraining& training) {
  const int classes = has_classifier(spec.kind) ? spec.classes : 0;
  if (auto ok = check_inputs(inputs, input_size(spec.kind), classes, to_string(spec.kind)); !ok)
    return ok.error();
  compute_on_one_thread();
  return Trainer(spec, inputs).go(inputs, training);
}

}  // namespace resketch
