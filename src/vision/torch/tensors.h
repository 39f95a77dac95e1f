// Rows of numbers as tensors, and one thread for all that is computed with them.
#pragma once

#include <torch/torch.h>

#include <algorithm>
#include <span>
#include <vector>

#include "vision/network.h"

namespace resketch {

inline constexpr int kLargestBatch = 250;  ///< of everything but training

/// Work is shared out cell by cell, and one thread gives the same bits on any machine's number of cores.
void compute_on_one_thread();

/// Copies rows first..first + count - 1, [count, D].
inline torch::Tensor rows(std::span<const float> values, int D, int first, int count) {
  torch::Tensor out = torch::empty({count, D});
  std::copy_n(values.data() + static_cast<std::size_t>(first) * D, static_cast<std::size_t>(count) * D,
              out.data_ptr<float>());
  return out;
}

inline torch::Tensor label_tensor(std::span<const int> labels) {
  torch::Tensor out = torch::empty({static_cast<std::int64_t>(labels.size())}, torch::kLong);
  std::copy(labels.begin(), labels.end(), out.data_ptr<std::int64_t>());
  return out;
}

inline void append(std::vector<float>& out, const torch::Tensor& values) {
  const torch::Tensor flat = values.detach().contiguous();
  const auto* data = flat.data_ptr<float>();
  out.insert(out.end(), data, data + flat.numel());
}

}  // namespace resketch
