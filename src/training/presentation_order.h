// In which order examples are presented: every epoch a new shuffle.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "base/random.h"

namespace resketch {

/// Counts through epochs of N examples, each in an order of its own.
class PresentationOrder {
 public:
  PresentationOrder(int count, std::uint64_t seed) : seed_(seed), order_(count) {}

  int next() {
    if (at_ == 0) shuffle();
    const int item = order_[at_];
    at_ = (at_ + 1) % order_.size();
    return item;
  }

 private:
  void shuffle() {
    std::iota(order_.begin(), order_.end(), 0);
    RandomStream random(seed_, kRandomTrainingStep, 0, epoch_++);
    for (std::size_t n = order_.size(); n > 1; --n)
      std::swap(order_[n - 1], order_[random.below(static_cast<std::uint32_t>(n))]);
  }

  std::uint64_t seed_;
  std::uint32_t epoch_ = 0;
  std::size_t at_ = 0;
  std::vector<int> order_;
};

}  // namespace resketch
