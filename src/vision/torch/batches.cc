#include "vision/torch/batches.h"

#include <fmt/format.h>

#include <numeric>

#include "base/random.h"
#include "vision/torch/tensors.h"

namespace resketch {

Result<void> check_inputs(const NetworkInputs& inputs, int D, int classes, const std::string& network) {
  if (inputs.size == 0) return Error(ErrorCode::kBadInput, "there is nothing to train a network on");
  if (inputs.values.size() != static_cast<std::size_t>(D) * inputs.size) {
    return Error(ErrorCode::kShapeMismatch,
                 fmt::format("an input has {} values; the network '{}' takes {}",
                             inputs.values.size() / static_cast<std::size_t>(inputs.size), network, D));
  }
  if (classes == 0) return {};
  if (inputs.labels.size() != static_cast<std::size_t>(inputs.size))
    return Error(ErrorCode::kBadInput,
                 fmt::format("{} labels for {} inputs", inputs.labels.size(), inputs.size));
  for (int i = 0; i < inputs.size; ++i) {
    if (inputs.labels[i] < 0 || inputs.labels[i] >= classes) {
      return Error(ErrorCode::kBadInput,
                   fmt::format("label {}, expected 0 to {}", inputs.labels[i], classes - 1), {},
                   fmt::format("input {}", i));
    }
  }
  return {};
}

/// Source: Fisher and Yates.
void Batches::shuffle(int epoch) {
  if (epoch == shuffled_) return;
  order_.resize(inputs_.size);
  std::iota(order_.begin(), order_.end(), 0);
  RandomStream stream(seed_, kRandomTrainingStep, 0, epoch);
  for (int i = inputs_.size - 1; i > 0; --i) std::swap(order_[i], order_[stream.below(i + 1)]);
  shuffled_ = epoch;
}

Batches::Batch Batches::at(int step) {
  shuffle(step / per_epoch());
  const int first = step % per_epoch() * batch_;
  const int count = std::min(batch_, inputs_.size - first);
  Batch out{torch::empty({count, D_}), {}};
  std::vector<int> labels;
  for (int i = 0; i < count; ++i) {
    const int item = order_[first + i];
    std::copy_n(inputs_.values.data() + static_cast<std::size_t>(item) * D_, D_,
                out.values.data_ptr<float>() + static_cast<std::size_t>(i) * D_);
    if (!inputs_.labels.empty()) labels.push_back(inputs_.labels[item]);
  }
  out.labels = label_tensor(labels);
  return out;
}

}  // namespace resketch
