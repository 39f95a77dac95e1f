// Dynamic time warping of many sequences against a few references, a SIMD lane each.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "resketch/dataset.h"

namespace resketch {

inline constexpr int kNoBand = -1;

/// Sequences of equal length laid out for `dtw_distances`: lane l of a block holds item block * kLanes + l.
class DtwItems {
 public:
  /// Four lanes suit the baseline of every target, so that distances, and with them the exemplars that
  /// K-means chooses, are the same bits on every machine of an architecture.
  static constexpr int kLanes = 4;
  using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

  /// @param rows  N pointers to [steps, dims]; steps and dims at least 1
  DtwItems(std::span<const float* const> rows, int steps, int dims);

  int size() const { return size_; }
  int steps() const { return steps_; }
  int dims() const { return dims_; }
  int blocks() const { return (size_ + kLanes - 1) / kLanes; }
  const Lanes* block(int b) const { return values_.data() + static_cast<std::size_t>(b) * steps_ * dims_; }

 private:
  int size_;
  int steps_;
  int dims_;
  AlignedVector<Lanes> values_;  // [blocks, steps, dims]
};

/// DTW distance, the least sum of squared Euclidean step distances over monotone alignments, between
/// every item and every reference.
/// @param references  each at least one step of the items' dims; lengths may differ from the items'
/// @param band        Sakoe-Chiba half width in steps, widened to the difference in length; kNoBand: none
/// @returns           [items, references]
/// Source: Sakoe & Chiba 1978, with symmetric steps of weight 1.
std::vector<float> dtw_distances(const DtwItems& items, std::span<const SequenceView> references,
                                 int band = kNoBand);

}  // namespace resketch
