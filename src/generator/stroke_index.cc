#include "generator/stroke_index.h"

#include <algorithm>
#include <numeric>

namespace resketch {
namespace {

using Shape = Eigen::Matrix<float, 4 * kStrokePoints, 1>;

Shape shape_of(const Stroke& stroke) {
  Shape shape;
  shape << stroke.x, stroke.y, stroke.heading_x, stroke.heading_y;
  return shape;
}

}  // namespace

StrokeIndex::StrokeIndex(std::span<const StrokeClass> classes) {
  for (const StrokeClass& of_class : classes) first_.push_back(first_.back() + of_class.size());
  shapes_.resize(Shape::RowsAtCompileTime, first_.back());
  int n = 0;
  for (const StrokeClass& of_class : classes) {
    for (int k = 0; k < of_class.size(); ++k) shapes_.col(n++) = shape_of(of_class[k]);
  }
  squares_ = shapes_.colwise().squaredNorm();
}

Eigen::VectorXf StrokeIndex::distances(const Stroke& target) const {
  const Shape shape = shape_of(target);
  return squares_ - 2 * (shapes_.transpose() * shape);  // the target's own square is the same for all
}

std::vector<int> nearest_classes(const StrokeIndex& index, const Eigen::VectorXf& distances, int most) {
  std::vector<int> chosen(index.classes());
  std::iota(chosen.begin(), chosen.end(), 0);
  if (index.classes() <= most) return chosen;
  std::vector<float> nearest;
  for (const int c : chosen)
    nearest.push_back(distances.segment(index.first(c), index.first(c + 1) - index.first(c)).minCoeff());
  std::nth_element(chosen.begin(), chosen.begin() + most, chosen.end(),
                   [&](int a, int b) { return nearest[a] != nearest[b] ? nearest[a] < nearest[b] : a < b; });
  chosen.resize(most);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace resketch
