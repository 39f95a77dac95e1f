// The numbers of holistic inverse classification as printed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiments/experiment.h"

namespace resketch {

inline constexpr char kHolisticSource[] = "Inverse Classification using Generative Models, 2018";
inline constexpr int kClassCounts[] = {2, 4, 20};

/// Mean accuracy and RMSE of a variant; sd over five instances, as a population's.
struct PublishedHolistic {
  std::string variant;
  Published accuracy[3], rmse[3];  ///< for 2, 4 and 20 classes
};
const std::vector<PublishedHolistic>& published_holistic();

/// Accuracy of the five instances that the slides print one by one: two classes, naked.
std::span<const double> published_instances(int classes, const std::string& variant, bool rmse);

}  // namespace resketch
