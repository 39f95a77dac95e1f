// What all classes share: how far traces of one class differ from each other, and in what ways.
#pragma once

#include <span>
#include <vector>

#include "generator/trace_class.h"

namespace resketch {

struct TraceStyle {
  TraceUnits units;
  Eigen::MatrixXd covariance;  ///< [F, F] within a class, beside changes of pose
  Eigen::MatrixXd pose;        ///< [P, P] covariance of log sizes and rotations; a series has none
};

/// Learns covariance and pose by expectation and maximisation from classes of at least two exemplars, against
/// a default: the shape of the differences between classes, scaled to those within. That default is all there
/// is where every class has one exemplar. Positive definite always.
TraceStyle learn_style(const TraceUnits& units, std::span<const TraceClass> classes);

/// The covariance of features in the frame of `exemplar`: what the style says before the class is seen.
Eigen::MatrixXd style_at(const TraceStyle& style, const Trace& exemplar);

/// As arrays of model.style: "units" [speed, duration, size, slope], "covariance" [F, F]; of a pen, too,
/// "pose" [P, P].
void store_style(const TraceStyle& style, Model& model);

/// @errors kBadInput if an array is missing, of the wrong length, not finite or not positive definite
Result<TraceStyle> stored_style(const Model& model);

}  // namespace resketch
