// The generator in plain double precision: the specification that every fast kernel is tested against.
#pragma once

#include <span>
#include <vector>

#include "resketch/model.h"

namespace resketch::reference {

/// Draws [T, D] from latent `z` [K]: z enters at t = 0, zeros after; state starts at zero.
/// Source: Hochreiter & Schmidhuber 1997 with forget gates, as PyTorch's nn.LSTM; MIC 2019.
std::vector<double> draw(const LstmShape& shape, std::span<const double> parameters,
                         std::span<const double> z);

/// The loss (mean squared error over T x D) and its gradients.
struct Gradients {
  double loss = 0;
  std::vector<double> parameters;  ///< LstmLayout(shape).size
  std::vector<double> z;           ///< [K]
};
Gradients loss_and_gradients(const LstmShape& shape, std::span<const double> parameters,
                             std::span<const double> z, std::span<const double> target);

}  // namespace resketch::reference
