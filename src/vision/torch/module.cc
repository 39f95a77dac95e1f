// The module's face: a trained network behind the interface that knows nothing of libtorch.
#include "vision/module.h"

#include <fmt/format.h>

#include "vision/torch/attacks.h"
#include "vision/torch/confidence.h"
#include "vision/torch/gan.h"
#include "vision/torch/gan_trainer.h"
#include "vision/torch/tensors.h"
#include "vision/torch/trainer.h"

namespace resketch {
namespace {

class TorchNetwork : public TrainedNetwork {
 public:
  explicit TorchNetwork(std::shared_ptr<Network> network) : network_(std::move(network)) {}

  const NetworkSpec& spec() const override { return network_->spec(); }

  void sharpen(double factor) override { network_->sharpen(factor); }

  Result<NetworkAnswers> answer(const NetworkInputs& inputs, int gamma_probes,
                                const ProgressFn& progress) const override {
    compute_on_one_thread();
    const int D = input_size(spec().kind);
    if (inputs.values.size() != static_cast<std::size_t>(D) * inputs.size)
      return Error(ErrorCode::kShapeMismatch,
                   fmt::format("{} values for {} inputs of {}", inputs.values.size(), inputs.size, D));
    NetworkAnswers out;
    RandomStream stream(spec().seed, kRandomOutputNoise, 1);
    for (int first = 0; first < inputs.size; first += kLargestBatch) {
      const torch::Tensor x = rows(inputs.values, D, first, std::min(kLargestBatch, inputs.size - first));
      answer_batch(x, out);
      if (gamma_probes >= 0 && has_decoder(spec().kind)) {
        const torch::Tensor point = differentiable(x);
        append(out.gamma, curvature(network_->redraw(point), point, gamma_probes, stream, false));
      }
      if (progress && !progress({.stage = "answering",
                                 .unit = "inputs",
                                 .done = static_cast<double>(first),
                                 .total = static_cast<double>(inputs.size)}))
        return Error(ErrorCode::kCancelled, "answering was stopped");
    }
    return out;
  }

  std::vector<float> reconstruct(const NetworkInputs& inputs) const override {
    compute_on_one_thread();
    const torch::NoGradGuard no_gradients;
    std::vector<float> out;
    for (int first = 0; first < inputs.size; first += kLargestBatch) {
      const int count = std::min(kLargestBatch, inputs.size - first);
      append(out, network_->redraw(rows(inputs.values, input_size(spec().kind), first, count)));
    }
    return out;
  }

  Result<FoolingOutcome> fool(const FoolingOptions& options, const ConfidenceOptions& confidence,
                              const NetworkInputs& start, const ProgressFn& progress) const override {
    compute_on_one_thread();
    return resketch::fool(*network_, options, confidence, start, progress);
  }

  Result<std::vector<float>> perturb(const NetworkInputs& inputs, const PerturbOptions& options,
                                     const ConfidenceOptions& confidence,
                                     const ProgressFn& progress) const override {
    compute_on_one_thread();
    return resketch::perturb(*network_, inputs, options, confidence, progress);
  }

 private:
  void answer_batch(const torch::Tensor& x, NetworkAnswers& out) const {
    const torch::NoGradGuard no_gradients;
    const torch::Tensor codes = network_->encode(x);
    out.code_size = static_cast<int>(codes.size(1));
    append(out.code, codes);
    if (has_classifier(spec().kind)) {
      const torch::Tensor logits = network_->logits(codes);
      append(out.log_scores, network_->log_scores(logits));
      append(out.largest_logit, std::get<0>(logits.max(1)));
    }
    if (!has_decoder(spec().kind)) return;
    const torch::Tensor redrawn = network_->decode(codes);
    append(out.redrawn, redrawn);
    append(out.distance, (redrawn - x).square().sum(1).sqrt());
    if (spec().kind != NetworkKind::kPlane)
      append(out.cross_entropy, torch::binary_cross_entropy(redrawn, x, {}, at::Reduction::None).mean(1));
  }

  std::shared_ptr<Network> network_;
};

Result<std::unique_ptr<TrainedNetwork>> train_here(const NetworkSpec& spec, const NetworkInputs& inputs,
                                                   const NetworkTraining& training) {
  auto network = train(spec, inputs, training);
  if (!network) return network.error();
  return std::unique_ptr<TrainedNetwork>(std::make_unique<TorchNetwork>(*std::move(network)));
}

Result<std::unique_ptr<TrainedGan>> train_gan_here(const GanSpec& spec, const NetworkInputs& inputs,
                                                   const NetworkTraining& training) {
  auto generator = train_generator(spec, inputs, training);
  if (!generator) return generator.error();
  return make_gan(spec, *std::move(generator));
}

constexpr VisionModule kModule = {train_here, train_gan_here};

}  // namespace
}  // namespace resketch

extern "C" __attribute__((visibility("default"))) const resketch::VisionModule* resketch_vision_module(
    int version) {
  return version == resketch::kVisionModuleVersion ? &resketch::kModule : nullptr;
}
