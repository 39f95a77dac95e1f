// How far an image lies from everything that a class is known to look like.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "generator/image_pose.h"
#include "resketch/dataset.h"

namespace resketch {

/// Images in their normal pose, by class. Distances are Euclidean, between pixels of the normal pose.
class DigitDistance {
 public:
  /// @param images what classes look like, labelled, all of one size  @param paper 0: dark, 1: light
  /// @param others more images of the same classes: a class's limit is what 99 % of them keep to
  DigitDistance(const Dataset& images, const Dataset& others, float paper);

  /// Whether it is farther from all images of the class than 99 % of the class's other images are.
  bool unlike(std::span<const float> pixels, int label) const {
    return nearest(pixels, label) > limits_[label];
  }

 private:
  AlignedVector<float> normal_ink(std::span<const float> pixels) const;
  double nearest(std::span<const float> pixels, int label) const;

  int rows_ = 0;
  int columns_ = 0;
  float paper_ = 0;
  std::vector<AlignedVector<float>> normal_;  // [C] of [n, kNormalSize^2]
  std::vector<double> limits_;                // [C]
};

}  // namespace resketch
