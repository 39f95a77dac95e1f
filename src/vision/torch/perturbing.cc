// Small changes of inputs that make another class win.
#include <fmt/format.h>

#include "vision/torch/attacks.h"
#include "vision/torch/confidence.h"
#include "vision/torch/tensors.h"

namespace resketch {
namespace {

torch::Tensor norms(const torch::Tensor& x) {
  return x.square().sum(1, true).sqrt().clamp_min(1e-12);
}

/// The gradient of the largest scaled output among the wrong classes, and of its lead over the right one.
torch::Tensor ascent(Network& network, const torch::Tensor& inputs, const torch::Tensor& labels,
                     const ConfidenceOptions& confidence, RandomStream& stream) {
  const torch::Tensor point = inputs.detach().clone().set_requires_grad(true);
  const torch::Tensor scores = log_scaled_outputs(network, point, confidence, stream);
  const torch::Tensor right = scores.gather(1, labels.unsqueeze(1)).squeeze(1);
  const torch::Tensor wrong =
      std::get<0>(scores.scatter(1, labels.unsqueeze(1), -std::numeric_limits<float>::infinity()).max(1));
  // The lead is the same whatever c is; with wrong itself the attack sees c too.
  (2 * wrong - right).sum().backward();
  return point.grad();
}

torch::Tensor step(const torch::Tensor& x, const torch::Tensor& origin, const torch::Tensor& gradient,
                   const PerturbOptions& options) {
  const double epsilon = options.epsilon;
  if (options.method == PerturbOptions::Method::kGradientSign)
    return (origin + epsilon * gradient.sign()).clamp(0, 1);
  const double size = 2.5 * epsilon / options.max_steps;
  if (options.method == PerturbOptions::Method::kProjectedLinf) {
    const torch::Tensor moved = x + size * gradient.sign();
    return torch::min(torch::max(moved, origin - epsilon), origin + epsilon).clamp(0, 1);
  }
  const torch::Tensor change = x + size * gradient / norms(gradient) - origin;
  return (origin + change * (epsilon / norms(change)).clamp_max(1)).clamp(0, 1);
}

}  // namespace

Result<std::vector<float>> perturb(Network& network, const NetworkInputs& inputs,
                                   const PerturbOptions& options, const ConfidenceOptions& confidence,
                                   const ProgressFn& progress) {
  const NetworkSpec& spec = network.spec();
  if (!has_classifier(spec.kind) || spec.classes < 2) {
    return Error(
        ErrorCode::kUsage,
        fmt::format("the network '{}' does not tell classes apart, so none can be mistaken for another",
                    to_string(spec.kind)));
  }
  RandomStream stream(spec.seed, kRandomOutputNoise);
  const int steps = options.method == PerturbOptions::Method::kGradientSign ? 1 : options.max_steps;
  std::vector<float> out;
  for (int first = 0; first < inputs.size; first += kLargestBatch) {
    const int count = std::min(kLargestBatch, inputs.size - first);
    const torch::Tensor origin = rows(inputs.values, input_size(spec.kind), first, count);
    const torch::Tensor labels = label_tensor(inputs.labels.subspan(first, count));
    torch::Tensor x = origin;
    for (int i = 0; i < steps; ++i) {
      x = step(x, origin, ascent(network, x, labels, confidence, stream), options);
      if (progress && !progress({.stage = "attacking",
                                 .unit = "inputs",
                                 .done = first + count * (i + 1.0) / steps,
                                 .total = 1.0 * inputs.size}))
        return Error(ErrorCode::kCancelled, "the attack was stopped");
    }
    append(out, x);
  }
  return out;
}

}  // namespace resketch
