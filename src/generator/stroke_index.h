// All exemplars of a model in one matrix: which resemble a target before anything is aligned.
#pragma once

#include <span>
#include <vector>

#include "generator/stroke_class.h"

namespace resketch {

class StrokeIndex {
 public:
  explicit StrokeIndex(std::span<const StrokeClass> classes);

  int classes() const { return static_cast<int>(first_.size()) - 1; }
  /// The exemplars of class c are first(c) to first(c + 1) - 1.
  int first(int c) const { return first_[c]; }

  /// Of `target` to every exemplar, class after class: squared, over places and headings point by point.
  Eigen::VectorXf distances(const Stroke& target) const;

 private:
  std::vector<int> first_{0};  // [C + 1]
  Eigen::MatrixXf shapes_;     // [places and headings, N]
  Eigen::VectorXf squares_;    // [N]
};

/// The `most` classes with the nearest exemplars, in their order; all where there are no more.
/// @param distances as StrokeIndex::distances returns them
std::vector<int> nearest_classes(const StrokeIndex& index, const Eigen::VectorXf& distances, int most);

}  // namespace resketch
