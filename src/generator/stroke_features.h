// How a target differs from an exemplar, in few numbers: smooth deviations of place, timing and speed.
#pragma once

#include "generator/stroke_alignment.h"

namespace resketch {

/// Terms of the cosine transform along the stroke. A mean place says nothing (strokes are centred), so that
/// places begin with the first wave; timing and speed begin with their mean.
inline constexpr int kPlaceTerms = 7;  ///< of x and of y: up to 3.5 waves; finer detail is the exemplar's
inline constexpr int kTimingTerms = 3;
inline constexpr int kSpeedTerms = 12;
inline constexpr int kPlaceFeatures = 2 * kPlaceTerms;
inline constexpr int kFeatures = kPlaceFeatures + kTimingTerms + kSpeedTerms;

using Features = Eigen::Matrix<float, kFeatures, 1>;  ///< x, y, timing, speed

/// What it takes to deform an exemplar into a target.
struct Deformation {
  Features features;
  AlongStroke warp;                ///< place along the target of every exemplar point
  float shift_x = 0, shift_y = 0;  ///< from the centre of the exemplar to that of the target at those places
};

Deformation deformation(const Stroke& exemplar, const AlignmentTarget& target);

/// The two curves that place features stand for.
struct Displacement {
  AlongStroke x, y;
};
Displacement displacement(const Eigen::Matrix<float, kPlaceFeatures, 1>& features);

/// Bumps along the stroke, each with a size and a rotation of its own: two let a stroke change size and slant
/// on the way, which is what hands do; more did not help.
inline constexpr int kPoseBumps = 2;
inline constexpr int kPoseTerms = 2 * kPoseBumps;

using PoseTangents = Eigen::Matrix<double, kFeatures, kPoseTerms>;

/// Features of the exemplar's own infinitesimal change of size and rotation: a column a pose term.
PoseTangents pose_tangents(const Stroke& exemplar);

}  // namespace resketch
