#include "vision/torch/confidence.h"

#include "vision/torch/network_modules.h"

namespace resketch {
namespace {

/// v' J of every row: one backward pass from `redrawn` weighted with `weights`.
torch::Tensor vector_jacobian(const torch::Tensor& redrawn, const torch::Tensor& point,
                              const torch::Tensor& weights, bool keep_graph) {
  // Rows do not see each other, so the gradient of the sum holds every row's own.
  return torch::autograd::grad({redrawn}, {point}, {weights}, /*retain_graph=*/true, keep_graph)[0];
}

torch::Tensor signs(torch::IntArrayRef sizes, RandomStream& stream) {
  torch::Tensor out = torch::empty(sizes);
  auto* values = out.data_ptr<float>();
  std::uint32_t bits = 0;
  for (std::int64_t i = 0; i < out.numel(); ++i) {
    if (i % 32 == 0) bits = stream.next_u32();
    values[i] = (bits & 1U) != 0 ? 1.0F : -1.0F;
    bits >>= 1U;
  }
  return out;
}

}  // namespace

torch::Tensor differentiable(const torch::Tensor& inputs) {
  return inputs.detach().clone().set_requires_grad(true);
}

torch::Tensor exact_trace(const torch::Tensor& redrawn, const torch::Tensor& point, bool keep_graph) {
  torch::Tensor trace = torch::zeros({point.size(0)});
  for (std::int64_t i = 0; i < point.size(1); ++i) {
    torch::Tensor unit = torch::zeros_like(redrawn);
    unit.select(1, i).fill_(1);
    trace = trace + vector_jacobian(redrawn, point, unit, keep_graph).select(1, i);
  }
  return trace;
}

torch::Tensor estimated_trace(const torch::Tensor& redrawn, const torch::Tensor& point, int probes,
                              RandomStream& stream, bool keep_graph) {
  torch::Tensor trace = torch::zeros({point.size(0)});
  for (int k = 0; k < probes; ++k) {
    const torch::Tensor probe = signs(redrawn.sizes(), stream);
    trace = trace + (vector_jacobian(redrawn, point, probe, keep_graph) * probe).sum(1);
  }
  return trace / probes;
}

torch::Tensor curvature(const torch::Tensor& redrawn, const torch::Tensor& point, int probes,
                        RandomStream& stream, bool keep_graph) {
  const torch::Tensor trace = probes == 0 ? exact_trace(redrawn, point, keep_graph)
                                          : estimated_trace(redrawn, point, probes, stream, keep_graph);
  return trace / static_cast<double>(point.size(1)) - 1;
}

torch::Tensor log_scaled_outputs(Network& network, const torch::Tensor& inputs,
                                 const ConfidenceOptions& options, RandomStream& stream) {
  const torch::Tensor point = inputs.requires_grad() ? inputs : differentiable(inputs);
  const torch::Tensor codes = network.encode(point);
  torch::Tensor out = network.log_scores(network.logits(codes));
  if (!has_decoder(network.spec().kind) || (options.alpha == 0 && options.beta == 0)) return out;
  const torch::Tensor redrawn = network.decode(codes);
  const torch::Tensor distance = (redrawn - point).square().sum(1).add(1e-12).sqrt();
  out = out - options.alpha / static_cast<double>(point.size(1)) * distance.unsqueeze(1);
  if (options.beta == 0) return out;
  RandomStream same_probes = stream;
  torch::Tensor gamma = curvature(redrawn, point, options.probes, stream, false);
  if (gamma.max().item<float>() > 0) gamma = curvature(redrawn, point, options.probes, same_probes, true);
  return out - options.beta * torch::relu(gamma).unsqueeze(1);
}

}  // namespace resketch
