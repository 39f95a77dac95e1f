// Labelled inputs on their way into training: checked, shuffled, batch by batch.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

#include "vision/network.h"

namespace resketch {

/// @param classes  C, or 0: labels are not looked at
/// @errors kBadInput, kShapeMismatch, naming the network
Result<void> check_inputs(const NetworkInputs& inputs, int D, int classes, const std::string& network);

/// Passes over the inputs, each in an order of its own. What comes at a step depends on seed and step alone.
class Batches {
 public:
  Batches(const NetworkInputs& inputs, int D, int batch, std::uint64_t seed)
      : inputs_(inputs), D_(D), batch_(batch), seed_(seed) {}

  int per_epoch() const { return (inputs_.size + batch_ - 1) / batch_; }

  struct Batch {
    torch::Tensor values;  ///< [n, D]
    torch::Tensor labels;  ///< [n]; empty without labels
  };
  Batch at(int step);

 private:
  void shuffle(int epoch);

  const NetworkInputs& inputs_;
  int D_;
  int batch_;
  std::uint64_t seed_;
  std::vector<int> order_;
  int shuffled_ = -1;
};

}  // namespace resketch
