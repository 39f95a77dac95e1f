#include "vision/torch/trainer.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>

#include "base/random.h"
#include "base/sha256.h"
#include "model_file/checkpoint.h"
#include "vision/torch/tensors.h"

namespace resketch {
namespace {

using Clock = std::chrono::steady_clock;

/// All that must be equal for training to go on to the same bits.
std::string describe(const NetworkSpec& spec, const NetworkInputs& inputs) {
  return nlohmann::ordered_json{{"network", to_string(spec.kind)},
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
                                {"torch", TORCH_VERSION}}
      .dump();
}

Result<void> check(const NetworkSpec& spec, const NetworkInputs& inputs) {
  const std::size_t D = input_size(spec.kind);
  if (inputs.size == 0) return Error(ErrorCode::kBadInput, "there is nothing to train a network on");
  if (inputs.values.size() != D * inputs.size) {
    return Error(
        ErrorCode::kShapeMismatch,
        fmt::format("an input has {} values; the network '{}' takes {}",
                    inputs.values.size() / static_cast<std::size_t>(inputs.size), to_string(spec.kind), D));
  }
  if (!has_classifier(spec.kind)) return {};
  if (inputs.labels.size() != static_cast<std::size_t>(inputs.size))
    return Error(ErrorCode::kBadInput,
                 fmt::format("{} labels for {} inputs", inputs.labels.size(), inputs.size));
  for (int i = 0; i < inputs.size; ++i) {
    if (inputs.labels[i] < 0 || inputs.labels[i] >= spec.classes) {
      return Error(ErrorCode::kBadInput,
                   fmt::format("label {}, expected 0 to {}", inputs.labels[i], spec.classes - 1), {},
                   fmt::format("input {}", i));
    }
  }
  return {};
}

/// One network in training. Random numbers are named by epoch and step, so resuming needs none of their past.
class Trainer {
 public:
  Trainer(const NetworkSpec& spec, const NetworkInputs& inputs, const NetworkTraining& training)
      : spec_(spec),
        inputs_(inputs),
        training_(training),
        network_(std::make_shared<Network>(spec)),
        weights_(network_->parameters()),
        batches_((inputs.size + spec.batch - 1) / spec.batch),
        total_(batches_ * spec.epochs) {
    for (const torch::Tensor& weights : weights_) {
      mean_.push_back(torch::zeros_like(weights));
      square_.push_back(torch::zeros_like(weights));
    }
    if (!training.checkpoint.empty()) options_ = describe(spec, inputs);
  }

  Result<std::shared_ptr<Network>> go() {
    if (auto ok = resume(); !ok) return ok.error();
    const auto start = Clock::now();
    while (step_ < total_) {
      const double loss = take_step();
      if (!std::isfinite(loss))
        return Error(ErrorCode::kFailed, fmt::format("the loss of '{}' is no longer a number after {} steps",
                                                     to_string(spec_.kind), step_));
      if (training_.progress &&
          !training_.progress({.stage = "training",
                               .unit = "steps",
                               .done = static_cast<double>(step_),
                               .total = static_cast<double>(total_),
                               .seconds = std::chrono::duration<double>(Clock::now() - start).count(),
                               .loss = loss})) {
        if (auto ok = save(); !ok) return ok.error();
        return Error(ErrorCode::kCancelled, "training was stopped");
      }
      if (step_ % batches_ == 0) {
        if (auto ok = save(); !ok) return ok.error();
      }
    }
    network_->freeze();
    return network_;
  }

 private:
  /// The order of an epoch's inputs (Fisher and Yates).
  void shuffle(int epoch) {
    if (epoch == shuffled_) return;
    order_.resize(inputs_.size);
    std::iota(order_.begin(), order_.end(), 0);
    RandomStream stream(spec_.seed, kRandomTrainingStep, 0, epoch);
    for (int i = inputs_.size - 1; i > 0; --i) std::swap(order_[i], order_[stream.below(i + 1)]);
    shuffled_ = epoch;
  }

  /// Cross-entropy for images: with squared error a sigmoid decoder may never leave black.
  torch::Tensor reconstruction_loss(const torch::Tensor& codes, const torch::Tensor& clean) {
    const torch::Tensor redrawn = network_->decode(codes);
    return spec_.kind == NetworkKind::kPlane ? torch::mse_loss(redrawn, clean)
                                             : torch::binary_cross_entropy(redrawn, clean);
  }

  torch::Tensor loss(const torch::Tensor& clean, const torch::Tensor& labels) {
    torch::Tensor seen = clean;
    if (spec_.noise > 0) {
      seen = clean.clone();
      RandomStream stream(spec_.seed, kRandomInputNoise, 0, step_);
      auto* values = seen.data_ptr<float>();
      const auto sigma = static_cast<float>(spec_.noise);
      for (std::int64_t i = 0; i < seen.numel(); ++i) values[i] += sigma * stream.normal();
    }
    const torch::Tensor codes = network_->encode(seen);
    if (!has_classifier(spec_.kind)) return reconstruction_loss(codes, clean);
    const torch::Tensor out = network_->classification_loss(network_->logits(codes), labels);
    if (!has_decoder(spec_.kind)) return out;
    return out + spec_.reconstruction_weight * reconstruction_loss(codes, clean);
  }

  double take_step() {
    shuffle(step_ / batches_);
    const int first = step_ % batches_ * spec_.batch;
    const int count = std::min(spec_.batch, inputs_.size - first);
    const int D = input_size(spec_.kind);
    torch::Tensor clean = torch::empty({count, D});
    std::vector<int> labels;
    for (int i = 0; i < count; ++i) {
      const int item = order_[first + i];
      std::copy_n(inputs_.values.data() + static_cast<std::size_t>(item) * D, D,
                  clean.data_ptr<float>() + static_cast<std::size_t>(i) * D);
      if (has_classifier(spec_.kind)) labels.push_back(inputs_.labels[item]);
    }
    network_->zero_grad();
    const torch::Tensor value = loss(clean, label_tensor(labels));
    value.backward();
    const double share = static_cast<double>(step_) / total_;
    ++step_;
    adam(spec_.learning_rate * 0.5 * (1 + std::cos(std::numbers::pi * share)));
    return value.item<double>();
  }

  /// Source: Kingma & Ba 2015, with its default constants.
  void adam(double rate) {
    const torch::NoGradGuard no_gradients;
    constexpr double kMeanDecay = 0.9;
    constexpr double kSquareDecay = 0.999;
    const double mean_scale = 1 - std::pow(kMeanDecay, step_);
    const double square_scale = 1 - std::pow(kSquareDecay, step_);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      const torch::Tensor& gradient = weights_[i].grad();
      mean_[i].mul_(kMeanDecay).add_(gradient, 1 - kMeanDecay);
      square_[i].mul_(kSquareDecay).addcmul_(gradient, gradient, 1 - kSquareDecay);
      weights_[i].addcdiv_(mean_[i], (square_[i] / square_scale).sqrt().add_(1e-8), -rate / mean_scale);
    }
  }

  /// Every array of the state by its name in a checkpoint.
  template <typename Visit>
  void for_each_array(const Visit& visit) {
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      visit(fmt::format("weights.{}", i), weights_[i]);
      visit(fmt::format("adam.mean.{}", i), mean_[i]);
      visit(fmt::format("adam.square.{}", i), square_[i]);
    }
  }

  Result<void> save() {
    if (training_.checkpoint.empty()) return {};
    Checkpoint checkpoint{options_, {}};
    for_each_array([&](const std::string& name, const torch::Tensor& values) {
      checkpoint.tensors[name] =
          make_tensor(std::span<const float>(values.data_ptr<float>(), values.numel()), shape_of(values));
    });
    checkpoint.tensors["step"] = make_tensor(std::span<const std::int32_t>(&step_, 1), {1});
    return save_checkpoint(training_.checkpoint, checkpoint);
  }

  Result<void> resume() {
    if (!training_.resume || training_.checkpoint.empty() || !std::filesystem::exists(training_.checkpoint))
      return {};
    auto checkpoint = load_checkpoint(training_.checkpoint, options_);
    if (!checkpoint) return checkpoint.error();
    const torch::NoGradGuard no_gradients;
    std::optional<Error> failure;
    for_each_array([&](const std::string& name, torch::Tensor& values) {
      std::vector<float> read;
      const auto taken = take_tensor(checkpoint->tensors, name, shape_of(values), read);
      if (!taken) {
        if (!failure) failure = taken.error();
        return;
      }
      std::copy(read.begin(), read.end(), values.data_ptr<float>());
    });
    std::vector<std::int32_t> step;
    if (const auto taken = take_tensor(checkpoint->tensors, "step", {1}, step); !taken)
      failure = taken.error();
    if (!failure && (step[0] < 0 || step[0] > total_)) {
      failure =
          Error(ErrorCode::kBadInput, fmt::format("is {}, expected 0 to {}", step[0], total_), {}, "step");
    }
    if (failure) return failure->in_file(training_.checkpoint.string());
    step_ = step[0];
    return {};
  }

  static TensorShape shape_of(const torch::Tensor& values) {
    return {values.sizes().begin(), values.sizes().end()};
  }

  const NetworkSpec& spec_;
  const NetworkInputs& inputs_;
  const NetworkTraining& training_;
  std::shared_ptr<Network> network_;
  std::vector<torch::Tensor> weights_;
  std::vector<torch::Tensor> mean_;
  std::vector<torch::Tensor> square_;
  std::string options_;
  int batches_;
  int total_;
  std::int32_t step_ = 0;
  std::vector<int> order_;
  int shuffled_ = -1;
};

}  // namespace

Result<std::shared_ptr<Network>> train(const NetworkSpec& spec, const NetworkInputs& inputs,
                                       const NetworkTraining& training) {
  if (auto ok = check(spec, inputs); !ok) return ok.error();
  compute_on_one_thread();
  return Trainer(spec, inputs, training).go();
}

}  // namespace resketch
