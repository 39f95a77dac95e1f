#include "vision/torch/gan_modules.h"

#include <cmath>

#include "base/random.h"

namespace resketch {
namespace {

namespace nn = torch::nn;

constexpr int kSide = 28;

/// Images keep their size: 5x5 with padding 2. With stride 1 a transposed convolution is a convolution with
/// the kernel turned round, and weights that are learned do not mind; this way round it is faster.
nn::Conv2d conv(int in, int out) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 5).padding(2));
}

/// Only training looks through the discriminator, so it needs no statistics for later.
nn::BatchNorm2d norm_of_batch(int channels) {
  return nn::BatchNorm2d(nn::BatchNorm2dOptions(channels).track_running_stats(false));
}

torch::Tensor normalised(nn::BatchNorm2d& norm, const torch::Tensor& x, int groups) {
  if (groups == 0) return norm->forward(x);
  // Rows of one group are `groups` apart, so its channels are further channels of fewer rows.
  const torch::Tensor apart = x.view({x.size(0) / groups, groups * x.size(1), kSide, kSide});
  return torch::batch_norm(apart, norm->weight.repeat(groups), norm->bias.repeat(groups), {}, {},
                           /*training=*/true, /*momentum=*/0, norm->options.eps(), /*cudnn_enabled=*/false)
      .view_as(x);
}

/// Uniform within 1 / sqrt(fan in), biases too, drawn by our own streams. What normalisation scales and
/// shifts by stays at 1 and 0. The library draws a transposed convolution by its fan out.
void draw_weights(nn::Module& network, std::uint64_t seed, std::uint32_t first, bool transposed) {
  const torch::NoGradGuard no_gradients;
  std::uint32_t number = first;
  const auto draw = [&](torch::Tensor& weights, float bound) {
    RandomStream stream(seed, kRandomWeights, ++number);
    auto* values = weights.data_ptr<float>();
    for (std::int64_t i = 0; i < weights.numel(); ++i) values[i] = stream.uniform(-bound, bound);
  };
  for (const auto& module : network.modules(/*include_self=*/false)) {
    if (auto* dense = module->as<nn::Linear>()) {
      const float bound = 1 / std::sqrt(static_cast<float>(dense->weight.size(1)));
      draw(dense->weight, bound);
      draw(dense->bias, bound);
    } else if (auto* convolution = module->as<nn::Conv2d>()) {
      const auto fan = 25 * convolution->weight.size(transposed ? 0 : 1);
      const float bound = 1 / std::sqrt(static_cast<float>(fan));
      draw(convolution->weight, bound);
      draw(convolution->bias, bound);
    }
  }
}

}  // namespace

Generator::Generator(const GanSpec& spec)
    : channels_(spec.channels),
      embed_(register_module("embed", nn::Linear(spec.classes, spec.generator_embedding))),
      spread_(register_module("spread",
                              nn::Linear(spec.generator_embedding + spec.nz, spec.channels * kSide * kSide))),
      wide_norm_(register_module("wide_norm", nn::BatchNorm2d(spec.channels))),
      narrow_(register_module("narrow", conv(spec.channels, spec.channels / 2))),
      narrow_norm_(register_module("narrow_norm", nn::BatchNorm2d(spec.channels / 2))),
      ink_(register_module("ink", conv(spec.channels / 2, 1))) {
  draw_weights(*this, spec.seed, 0, true);
}

torch::Tensor Generator::forward(const torch::Tensor& classes, const torch::Tensor& z, int groups) {
  const torch::Tensor latent = torch::cat({z, torch::relu(embed_->forward(classes))}, 1);
  const torch::Tensor wide = spread_->forward(latent).view({-1, channels_, kSide, kSide});
  const torch::Tensor narrow = narrow_->forward(torch::relu(normalised(wide_norm_, wide, groups)));
  return torch::sigmoid(ink_->forward(torch::relu(normalised(narrow_norm_, narrow, groups)))).flatten(1);
}

Discriminator::Discriminator(const GanSpec& spec)
    : look_(
          register_module("look", nn::Sequential(nn::Unflatten(nn::UnflattenOptions(1, {1, kSide, kSide})),
                                                 conv(1, spec.channels / 2), norm_of_batch(spec.channels / 2),
                                                 nn::ReLU(), conv(spec.channels / 2, spec.channels),
                                                 norm_of_batch(spec.channels), nn::ReLU(), nn::Flatten()))),
      embed_(register_module("embed", nn::Linear(spec.classes, spec.discriminator_embedding))),
      judge_(register_module(
          "judge",
          nn::Sequential(nn::Linear(spec.channels * kSide * kSide + spec.discriminator_embedding, spec.dense),
                         nn::ReLU(), nn::Linear(spec.dense, 1), nn::Sigmoid()))) {
  draw_weights(*this, spec.seed, 100, false);
}

torch::Tensor Discriminator::forward(const torch::Tensor& images, const torch::Tensor& classes) {
  const torch::Tensor seen = torch::cat({look_->forward(images), torch::relu(embed_->forward(classes))}, 1);
  return judge_->forward(seen).squeeze(1);
}

}  // namespace resketch
