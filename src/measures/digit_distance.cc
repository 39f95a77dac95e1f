#include "measures/digit_distance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/key_distance.h"

namespace resketch {
namespace {

constexpr double kKept = 0.99;

}  // namespace

DigitDistance::DigitDistance(const Dataset& images, const Dataset& others, float paper)
    : rows_(images.steps(0)), columns_(images.dims), paper_(paper), normal_(images.label_names.size()) {
  for (int n = 0; n < images.size(); ++n) {
    const auto ink = normal_ink(images[n].values);
    auto& of_class = normal_[images.labels[n]];
    of_class.insert(of_class.end(), ink.begin(), ink.end());
  }
  std::vector<std::vector<double>> distances(normal_.size());
  for (int n = 0; n < others.size(); ++n)
    distances[others.labels[n]].push_back(nearest(others[n].values, others.labels[n]));
  for (auto& of_class : distances) {
    std::ranges::sort(of_class);
    const auto kept = static_cast<std::size_t>(std::ceil(kKept * static_cast<double>(of_class.size())));
    limits_.push_back(of_class.empty() ? 0 : of_class[kept - 1]);
  }
}

AlignedVector<float> DigitDistance::normal_ink(std::span<const float> pixels) const {
  const ImageView image{pixels, rows_, columns_, paper_};
  const std::vector<float> ink = normalise(image, measure_pose(image));
  return {ink.begin(), ink.end()};
}

double DigitDistance::nearest(std::span<const float> pixels, int label) const {
  const AlignedVector<float>& images = normal_[label];
  std::vector<float> squares(images.size() / (kNormalSize * kNormalSize));
  if (squares.empty()) return std::numeric_limits<double>::infinity();
  key_distances(images.data(), normal_ink(pixels), squares);
  return std::sqrt(*std::ranges::min_element(squares));
}

}  // namespace resketch
