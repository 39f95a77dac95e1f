// The networks as libtorch modules.
#pragma once

#include <torch/torch.h>

#include "vision/network.h"

namespace resketch {

/// Encoder, classifier and decoder of a NetworkSpec; the last two may be missing.
class Network : public torch::nn::Module {
 public:
  /// Weights are uniform within 1 / sqrt(fan in), biases zero (those of the dense
  /// autoencoder's code .5), drawn by our own streams from `spec.seed`.
  explicit Network(const NetworkSpec& spec);

  const NetworkSpec& spec() const { return spec_; }

  /// [N, D] to [N, Z].
  torch::Tensor encode(const torch::Tensor& inputs);

  /// [N, Z] to [N, C], COOL: [N, C * omega]; before the softmax.
  torch::Tensor logits(const torch::Tensor& codes) { return sharpness_ * head_->forward(codes); }

  /// Multiplies logits by `factor` instead of 1.
  void sharpen(double factor) { sharpness_ = factor; }

  /// [N, Z] to [N, D].
  torch::Tensor decode(const torch::Tensor& codes);

  /// r(x): [N, D] to [N, D].
  torch::Tensor redraw(const torch::Tensor& inputs) { return decode(encode(inputs)); }

  /// log y, [N, C], of logits. COOL: the log of the product of p * omega over a class's units.
  torch::Tensor log_scores(const torch::Tensor& logits) const;

  /// Mean cross-entropy against the labels [N]. COOL: the target is 1 / omega on each unit of the class.
  torch::Tensor classification_loss(const torch::Tensor& logits, const torch::Tensor& labels) const;

  /// No gradients of weights from now on: attacks and traces ask for those of inputs only.
  void freeze();

 private:
  NetworkSpec spec_;
  double sharpness_ = 1;
  torch::nn::Sequential encoder_{nullptr};
  torch::nn::Linear head_{nullptr};
  torch::nn::Sequential decoder_{nullptr};
};

}  // namespace resketch
