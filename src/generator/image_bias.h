// Some classes fit everything: how much better than usual a class fits what does not belong to it.
#pragma once

#include <algorithm>
#include <array>
#include <vector>

#include "generator/image_constants.h"
#include "generator/image_exemplars.h"

namespace resketch {

/// What to add to each class's score. A class of little ink bends onto anything, and its score is low for
/// strangers too; what its exemplars' scores with those of other classes are short of the mean is owed.
/// It counts 1 / (1 + K): more exemplars say better themselves what belongs to a class.
class ImageBias {
 public:
  explicit ImageBias(const ImageExemplars& exemplars);

  std::vector<double> biases() const;  ///< [C]

 private:
  static constexpr int kMembers = kImages.bias_exemplars;
  using Scores = std::array<std::array<float, kMembers>, kMembers>;

  int members(int module) const { return std::min(kMembers, counts_[module]); }

  std::vector<int> counts_;  // [C] K
  std::vector<int>
      offsets_;  // [P] partners of class c are c + offset, around; offset P - 1 - p leads back from p
  std::vector<Scores> scores_;  // [C, P] member of c as target, of its partner as exemplar
};

}  // namespace resketch
