// One optimiser step over many parameters at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace resketch {

/// Adam with bias correction as PyTorch runs it: p -= rate * m^ / (sqrt(v^) + epsilon).
/// Source: Kingma & Ba 2015, algorithm 1.
struct AdamStep {
  double rate = 0.01;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  std::uint64_t step = 1;  ///< counted from 1
};

/// All arrays are aligned and [count]; m and v start at zero.
void adam_update(const AdamStep& adam, std::size_t count, const float* gradients, float* parameters, float* m,
                 float* v);

}  // namespace resketch
