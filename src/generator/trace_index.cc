#include "generator/trace_index.h"

#include <algorithm>
#include <numeric>

namespace resketch {
namespace {

// Points and where they lead: a pen's headings, a series' slopes.
Eigen::VectorXf shape_of(const Trace& trace) {
  const Curves& ways = trace.form.pen ? trace.headings : trace.slopes;
  Eigen::VectorXf shape(trace.points.size() + ways.size());
  shape << trace.points.reshaped(), ways.reshaped();
  return shape;
}

}  // namespace

TraceIndex::TraceIndex(std::span<const TraceClass> classes) {
  for (const TraceClass& of_class : classes) first_.push_back(first_.back() + of_class.size());
  shapes_.resize(shape_of(classes.front()[0]).size(), first_.back());
  int n = 0;
  for (const TraceClass& of_class : classes) {
    for (int k = 0; k < of_class.size(); ++k) shapes_.col(n++) = shape_of(of_class[k]);
  }
  squares_ = shapes_.colwise().squaredNorm();
}

Eigen::VectorXf TraceIndex::distances(const Trace& target) const {
  const Eigen::VectorXf shape = shape_of(target);
  return squares_ - 2 * (shapes_.transpose() * shape);  // the target's own square is the same for all
}

std::vector<int> nearest_classes(const TraceIndex& index, const Eigen::VectorXf& distances, int most) {
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
