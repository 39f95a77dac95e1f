// How far an image lies from everything that a class is known to look like.
#pragma once

#include <span>
#include <vector>

#include "base/aligned.h"
#include "generator/image_exemplars.h"
#include "resketch/dataset.h"

namespace resketch {

/// Images in their normal pose, by class. Distances are Euclidean, between pixels of the normal pose.
class DigitDistance {
 public:
  /// @param images    what classes look like, labelled  @param exemplars tells how to see them
  /// @param others    more images of the same classes: a class's limit is what 99 % of them keep to
  DigitDistance(const Dataset& images, const Dataset& others, const ImageExemplars& exemplars);

  /// From the nearest image of class `label`. @param pixels [T, D]
  double nearest(std::span<const float> pixels, int label) const;

  /// What is farther than this from all images of the class does not look like it.
  double limit(int label) const { return limits_[label]; }

 private:
  const ImageExemplars& exemplars_;
  std::vector<AlignedVector<float>> normal_;  // [C] of [n, kNormalSize^2]
  std::vector<double> limits_;                // [C]
};

}  // namespace resketch
