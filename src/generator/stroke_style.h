// What all classes share: how far strokes of one class differ from each other, and in what ways.
#pragma once

#include <span>
#include <vector>

#include "generator/stroke_class.h"

namespace resketch {

struct StrokeStyle {
  StrokeUnits units;
  FeatureMatrix covariance = FeatureMatrix::Identity();  ///< within a class, beside changes of pose
  PoseMatrix pose = PoseMatrix::Identity();              ///< covariance of log sizes and rotations
};

/// Learns covariance and pose by expectation and maximisation from classes of at least two exemplars, against
/// a default: the shape of the differences between classes, scaled to those within. That default is all there
/// is where every class has one exemplar. Positive definite always.
StrokeStyle learn_style(const StrokeUnits& units, std::span<const StrokeClass> classes);

/// The covariance of features in the frame of `exemplar`: what the style says before the class is seen.
FeatureMatrix style_at(const StrokeStyle& style, const Stroke& exemplar);

/// As arrays of model.style: "units" [speed, duration, size, velocity], "covariance" [F, F], "pose" [P, P].
void store_style(const StrokeStyle& style, Model& model);

/// @errors kBadInput if an array is missing, of the wrong length, not finite or not positive definite
Result<StrokeStyle> stored_style(const Model& model);

}  // namespace resketch
