// One class's exemplars as traces, and how they differ from each other in the frame of each.
#pragma once

#include <span>
#include <vector>

#include "generator/trace_features.h"
#include "resketch/model.h"

namespace resketch {

/// The sequences [T, D] of a module's exemplars.
std::vector<std::span<const float>> exemplar_sequences(const Module& module);

/// What the members of a class look like from one of its exemplars, itself included.
struct Spread {
  int members = 0;
  Eigen::VectorXd mean;     ///< [F]
  Eigen::MatrixXd scatter;  ///< [F, F] sum of outer products of deviations from the mean
};

class TraceClass {
 public:
  /// In large classes an exemplar is compared with this many others, the next ones in order: a covariance
  /// needs no more, and work grows with K rather than with its square.
  static constexpr int kMaxOthers = 64;

  /// At most `most_frames` exemplars, evenly spread, are compared with others; 0: all of them.
  TraceClass(const Module& module, const TraceUnits& units, int most_frames = 0);

  int size() const { return static_cast<int>(exemplars_.size()); }
  const Trace& operator[](int exemplar) const { return exemplars_[exemplar]; }
  const TracePlace& place(int exemplar) const { return places_[exemplar]; }
  /// The exemplars that were compared with others.
  const std::vector<int>& frames() const { return frames_; }

  /// As seen from the exemplar frames()[frame].
  Spread spread(int frame) const;

 private:
  std::vector<Trace> exemplars_;
  std::vector<TracePlace> places_;
  std::vector<int> frames_;
  int others_ = 0;                  // O
  std::vector<Features> features_;  // [frames, O] of exemplars frame + 1, frame + 2, ...
};

}  // namespace resketch
