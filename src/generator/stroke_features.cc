#include "generator/stroke_features.h"

#include <cmath>
#include <numbers>

#include "generator/stroke_constants.h"

namespace resketch {
namespace {

// Rows are orthonormal cosines (DCT-II) with first, first + 1, ... half waves along the stroke.
template <int kTerms>
Eigen::Matrix<float, kTerms, kStrokePoints> cosines(int first) {
  Eigen::Matrix<float, kTerms, kStrokePoints> rows;
  for (int a = 0; a < kTerms; ++a) {
    const int waves = first + a;
    for (int i = 0; i < kStrokePoints; ++i) {
      rows(a, i) = static_cast<float>(std::cos(std::numbers::pi * (i + .5) * waves / kStrokePoints) *
                                      std::sqrt((waves > 0 ? 2.0 : 1.0) / kStrokePoints));
    }
  }
  return rows;
}

struct Bases {
  Eigen::Matrix<float, kPlaceTerms, kStrokePoints> place = cosines<kPlaceTerms>(1);
  Eigen::Matrix<float, kTimingTerms, kStrokePoints> timing = cosines<kTimingTerms>(0) / (kStrokePoints - 1);
  Eigen::Matrix<float, kSpeedTerms, kStrokePoints> speed = kStrokes.speed_weight * cosines<kSpeedTerms>(0);
};

const Bases& bases() {
  static const Bases kBases;
  return kBases;
}

Features features_of(const AlongStroke& x, const AlongStroke& y, const AlongStroke& timing,
                     const AlongStroke& speed) {
  Features features;
  features << bases().place * x, bases().place * y, bases().timing * timing, bases().speed * speed;
  return features;
}

// Bump number `bump` of a partition of unity by raised cosines.
AlongStroke pose_bump(int bump) {
  AlongStroke values;
  for (int i = 0; i < kStrokePoints; ++i) {
    const double distance = std::abs(static_cast<double>(i) / (kStrokePoints - 1) * (kPoseBumps - 1) - bump);
    values[i] = distance < 1 ? static_cast<float>(.5 * (1 + std::cos(std::numbers::pi * distance))) : 0.0F;
  }
  return values;
}

}  // namespace

Deformation deformation(const Stroke& exemplar, const AlignmentTarget& target) {
  Deformation found;
  found.warp = align(exemplar, target);
  const Stroke& stroke = target.stroke();
  AlongStroke x;
  AlongStroke y;
  AlongStroke speed;
  AlongStroke timing;
  for (int i = 0; i < kStrokePoints; ++i) {
    const float place = found.warp[i];
    x[i] = at_place(stroke.x, place);
    y[i] = at_place(stroke.y, place);
    speed[i] = at_place(stroke.log_speed, place) - exemplar.log_speed[i];
    timing[i] = place - static_cast<float>(i);
  }
  found.shift_x = x.mean();
  found.shift_y = y.mean();
  found.features = features_of(x - exemplar.x, y - exemplar.y, timing, speed);
  return found;
}

Displacement displacement(const Eigen::Matrix<float, kPlaceFeatures, 1>& features) {
  return {bases().place.transpose() * features.head<kPlaceTerms>(),
          bases().place.transpose() * features.tail<kPlaceTerms>()};
}

PoseTangents pose_tangents(const Stroke& exemplar) {
  PoseTangents tangents;
  const AlongStroke none = AlongStroke::Zero();
  for (int bump = 0; bump < kPoseBumps; ++bump) {
    const AlongStroke share = pose_bump(bump);
    // The pieces of the stroke under the bump grow or turn, the others move along with them.
    AlongStroke grown_x = none;
    AlongStroke grown_y = none;
    for (int i = 1; i < kStrokePoints; ++i) {
      const float piece = .5F * (share[i] + share[i - 1]);
      grown_x[i] = grown_x[i - 1] + piece * (exemplar.x[i] - exemplar.x[i - 1]);
      grown_y[i] = grown_y[i - 1] + piece * (exemplar.y[i] - exemplar.y[i - 1]);
    }
    tangents.col(2 * bump) = features_of(grown_x, grown_y, none, share).cast<double>();
    tangents.col(2 * bump + 1) = features_of(-grown_y, grown_x, none, none).cast<double>();
  }
  return tangents;
}

}  // namespace resketch
