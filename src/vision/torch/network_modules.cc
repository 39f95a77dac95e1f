#include "vision/torch/network_modules.h"

#include <cmath>

#include "base/random.h"

namespace resketch {
namespace {

namespace nn = torch::nn;

constexpr int kSide = 28;
constexpr int kTrunk = 400;  // hidden units of the CNN

nn::Conv2d conv(int in, int out, int size, int padding = 0) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, size).padding(padding));
}

nn::MaxPool2d halve(bool round_up = false) {
  return nn::MaxPool2d(nn::MaxPool2dOptions(2).ceil_mode(round_up));
}

nn::Upsample enlarge() {
  return nn::Upsample(nn::UpsampleOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kNearest));
}

nn::Unflatten unflatten(int channels, int side) {
  return nn::Unflatten(nn::UnflattenOptions(1, {channels, side, side}));
}

nn::Sequential trunk() {
  return nn::Sequential(unflatten(1, kSide), conv(1, 32, 5), halve(), nn::ReLU(), conv(32, 64, 5), halve(),
                        nn::ReLU(), nn::Flatten(), nn::Linear(64 * 4 * 4, kTrunk), nn::ReLU());
}

// A full convolution (padding 4) is the transpose of a 5x5 convolution; this way round it is twice as fast.
nn::Sequential mirrored_trunk() {
  return nn::Sequential(nn::Linear(kTrunk, 64 * 4 * 4), nn::ReLU(), unflatten(64, 4), enlarge(),
                        conv(64, 32, 5, 4), nn::ReLU(), enlarge(), conv(32, 1, 5, 4), nn::Flatten(),
                        nn::Sigmoid());
}

nn::Sequential small_convolutions() {
  return nn::Sequential(unflatten(1, kSide), conv(1, 16, 3, 1), nn::ReLU(), halve(), conv(16, 8, 3, 1),
                        nn::ReLU(), halve(), conv(8, 8, 3, 1), nn::ReLU(), halve(true), nn::Flatten());
}

nn::Sequential small_convolutions_back() {
  return nn::Sequential(unflatten(8, 4), conv(8, 8, 3, 1), nn::ReLU(), enlarge(), conv(8, 8, 3, 1),
                        nn::ReLU(), enlarge(), conv(8, 16, 3), nn::ReLU(), enlarge(), conv(16, 1, 3, 1),
                        nn::Flatten(), nn::Sigmoid());
}

nn::Sequential encoder_of(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::kDenseAutoencoder:
      return nn::Sequential(nn::Linear(kSide * kSide, 32), nn::ReLU());
    case NetworkKind::kConvAutoencoder:
      return small_convolutions();
    case NetworkKind::kPlane:
      return nn::Sequential(nn::Linear(2, 64), nn::Tanh(), nn::Linear(64, 64), nn::Tanh());
    default:
      return trunk();
  }
}

nn::Sequential decoder_of(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::kDaeSymmetric:
      return mirrored_trunk();
    case NetworkKind::kDaeAsymmetric:
      return nn::Sequential(nn::Linear(kTrunk, 800), nn::ReLU(), nn::Linear(800, kSide * kSide),
                            nn::Sigmoid());
    case NetworkKind::kDenseAutoencoder:
      return nn::Sequential(nn::Linear(32, kSide * kSide), nn::Sigmoid());
    case NetworkKind::kConvAutoencoder:
      return small_convolutions_back();
    default:
      return nn::Sequential(nn::Linear(64, 64), nn::Tanh(), nn::Linear(64, 2));
  }
}

void draw_weights(torch::nn::Module& network, std::uint64_t seed) {
  const torch::NoGradGuard no_gradients;
  std::uint32_t number = 0;
  for (torch::Tensor& weights : network.parameters()) {
    ++number;
    if (weights.dim() < 2) {
      weights.zero_();
      continue;
    }
    RandomStream stream(seed, kRandomWeights, number);
    const std::int64_t fan_in = weights.numel() / weights.size(0);
    const float bound = 1 / std::sqrt(static_cast<float>(fan_in));
    auto* values = weights.data_ptr<float>();
    for (std::int64_t i = 0; i < weights.numel(); ++i) values[i] = stream.uniform(-bound, bound);
  }
}

}  // namespace

Network::Network(const NetworkSpec& spec) : spec_(spec) {
  encoder_ = register_module("encoder", encoder_of(spec.kind));
  if (has_classifier(spec.kind)) {
    const int inputs = spec.kind == NetworkKind::kPlane ? 64 : kTrunk;
    const int outputs = spec.kind == NetworkKind::kCool ? spec.classes * spec.omega : spec.classes;
    head_ = register_module("head", nn::Linear(inputs, outputs));
  }
  if (has_decoder(spec.kind)) decoder_ = register_module("decoder", decoder_of(spec.kind));
  draw_weights(*this, spec.seed);
  if (spec.kind == NetworkKind::kDenseAutoencoder) {
    // From zero some of the few units are dead to every image, and stay so.
    const torch::NoGradGuard no_gradients;
    encoder_->parameters()[1].fill_(0.5);
  }
}

torch::Tensor Network::encode(const torch::Tensor& inputs) {
  return encoder_->forward(inputs);
}

torch::Tensor Network::decode(const torch::Tensor& codes) {
  return decoder_->forward(codes);
}

torch::Tensor Network::log_scores(const torch::Tensor& logits) const {
  const torch::Tensor log_p = torch::log_softmax(logits, 1);
  if (spec_.kind != NetworkKind::kCool) return log_p;
  return log_p.view({-1, spec_.classes, spec_.omega}).sum(2) + spec_.omega * std::log(spec_.omega);
}

torch::Tensor Network::classification_loss(const torch::Tensor& logits, const torch::Tensor& labels) const {
  const torch::Tensor log_p = torch::log_softmax(logits, 1);
  if (spec_.kind != NetworkKind::kCool) return torch::nll_loss(log_p, labels);
  return torch::nll_loss(log_p.view({-1, spec_.classes, spec_.omega}).mean(2), labels);
}

void Network::freeze() {
  eval();
  for (torch::Tensor& weights : parameters()) weights.set_requires_grad(false);
}

}  // namespace resketch
