// One class's exemplars as strokes, and how they differ from each other in the frame of each.
#pragma once

#include <span>
#include <vector>

#include "generator/stroke_features.h"
#include "resketch/model.h"

namespace resketch {

using FeatureMatrix = Eigen::Matrix<double, kFeatures, kFeatures>;
using PoseMatrix = Eigen::Matrix<double, kPoseTerms, kPoseTerms>;

/// The sequences [T, 2] of a module's exemplars.
std::vector<std::span<const float>> exemplar_sequences(const Module& module);

/// What the members of a class look like from one of its exemplars, itself included.
struct Spread {
  int members = 0;
  Eigen::Matrix<double, kFeatures, 1> mean;
  FeatureMatrix scatter;  ///< sum of outer products of deviations from the mean
};

class StrokeClass {
 public:
  /// In large classes an exemplar is compared with this many others, the next ones in order: a covariance
  /// needs no more, and work grows with K rather than with its square.
  static constexpr int kMaxOthers = 64;

  /// At most `most_frames` exemplars, evenly spread, are compared with others; 0: all of them.
  StrokeClass(const Module& module, const StrokeUnits& units, int most_frames = 0);

  int size() const { return static_cast<int>(exemplars_.size()); }
  const Stroke& operator[](int exemplar) const { return exemplars_[exemplar]; }
  const StrokePlace& place(int exemplar) const { return places_[exemplar]; }
  /// The exemplars that were compared with others.
  const std::vector<int>& frames() const { return frames_; }

  /// As seen from the exemplar frames()[frame].
  Spread spread(int frame) const;

 private:
  std::vector<Stroke> exemplars_;
  std::vector<StrokePlace> places_;
  std::vector<int> frames_;
  int others_ = 0;                  // O
  std::vector<Features> features_;  // [frames, O] of exemplars frame + 1, frame + 2, ...
};

}  // namespace resketch
