// Generator and discriminator of a GanSpec as libtorch modules.
#pragma once

#include <torch/torch.h>

#include "vision/gan.h"

namespace resketch {

class Generator : public torch::nn::Module {
 public:
  explicit Generator(const GanSpec& spec);

  /// [N, C] and [N, nz] to [N, D].
  /// @param groups  0: batch normalisation as the module is set, training or not; else the statistics of
  ///                `groups` groups apart, row n belonging to group n % groups
  torch::Tensor forward(const torch::Tensor& classes, const torch::Tensor& z, int groups = 0);

 private:
  int channels_;
  torch::nn::Linear embed_{nullptr};
  torch::nn::Linear spread_{nullptr};
  torch::nn::BatchNorm2d wide_norm_{nullptr};
  torch::nn::Conv2d narrow_{nullptr};
  torch::nn::BatchNorm2d narrow_norm_{nullptr};
  torch::nn::Conv2d ink_{nullptr};
};

class Discriminator : public torch::nn::Module {
 public:
  explicit Discriminator(const GanSpec& spec);

  /// [N, D] and their class vectors [N, C] to the probability of being real, [N].
  torch::Tensor forward(const torch::Tensor& images, const torch::Tensor& classes);

 private:
  torch::nn::Sequential look_{nullptr};
  torch::nn::Linear embed_{nullptr};
  torch::nn::Sequential judge_{nullptr};
};

}  // namespace resketch
