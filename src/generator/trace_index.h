// All exemplars of a model in one matrix: which resemble a target before anything is aligned.
#pragma once

#include <span>
#include <vector>

#include "generator/trace_class.h"

namespace resketch {

class TraceIndex {
 public:
  explicit TraceIndex(std::span<const TraceClass> classes);

  int classes() const { return static_cast<int>(first_.size()) - 1; }
  /// The exemplars of class c are first(c) to first(c + 1) - 1.
  int first(int c) const { return first_[c]; }

  /// Of `target` to every exemplar, class after class: squared, over points and headings or slopes.
  Eigen::VectorXf distances(const Trace& target) const;

 private:
  std::vector<int> first_{0};  // [C + 1]
  Eigen::MatrixXf shapes_;     // [points and headings or slopes, N]
  Eigen::VectorXf squares_;    // [N]
};

/// The `most` classes with the nearest exemplars, in their order; all where there are no more.
/// @param distances as TraceIndex::distances returns them
std::vector<int> nearest_classes(const TraceIndex& index, const Eigen::VectorXf& distances, int most);

}  // namespace resketch
