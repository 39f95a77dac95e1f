// How a target differs from an exemplar, in few numbers: smooth deviations of points, timing and speed.
#pragma once

#include "generator/trace_alignment.h"

namespace resketch {

/// How many numbers there are of each sort. Terms are those of the cosine transform along the trace.
struct FeatureCounts {
  int point_terms = 0;   ///< of every dimension; finer detail is the exemplar's
  int timing_terms = 0;  ///< from the mean on
  int speed_terms = 0;   ///< from the mean on
  int points = 0;        ///< point_terms, D times
  int all = 0;           ///< F
  int pose = 0;          ///< P: pose terms, which are no features
};

FeatureCounts feature_counts(const TraceForm& form);

using Features = Eigen::VectorXf;  ///< [F] points, dimension by dimension; timing; speed

/// What it takes to deform an exemplar into a target.
struct Deformation {
  Features features;
  AlongTrace warp;                 ///< place along the target of every exemplar point
  float shift_x = 0, shift_y = 0;  ///< of a pen: from the centre of the exemplar to that of the target there
};

Deformation deformation(const Trace& exemplar, const AlignmentTarget& target);

/// The curves [N, D] that point features stand for.
Curves displacement(const TraceForm& form, const Eigen::VectorXf& point_features);

/// Features of the exemplar's own infinitesimal change of size and rotation: a column a pose term, [F, P].
/// A pen has bumps along the stroke, each with a size and a rotation of its own: two let a stroke change size
/// and slant on the way, which is what hands do; more did not help. A series has none.
Eigen::MatrixXd pose_tangents(const Trace& exemplar);

}  // namespace resketch
