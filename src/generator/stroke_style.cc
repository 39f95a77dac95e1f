#include "generator/stroke_style.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"
#include "generator/stroke_constants.h"

namespace resketch {
namespace {

constexpr int kMaxPairs = 1000;  // of exemplars of different classes, for the default style

// Part of the mean variance that is added where a matrix must stay invertible; far below all that is
// measured.
constexpr double kWellPosed = 1e-6;

// Differences that cannot be measured (one class only, one exemplar twice) are taken to be this large: about
// those between letters, in units of size. A trace of it in every default keeps that positive definite.
FeatureMatrix assumed_scatter() {
  Eigen::Matrix<double, kFeatures, 1> variances;
  const auto falling = [](int from, int count, double first) {
    return Eigen::ArrayXd::LinSpaced(count, from, from + count - 1).square().inverse() * first;
  };
  variances << falling(1, kPlaceTerms, 10), falling(1, kPlaceTerms, 10), falling(1, kTimingTerms, .05),
      falling(1, kSpeedTerms, .05);
  return variances.asDiagonal();
}

// Mean outer product of the features between exemplars of different classes.
FeatureMatrix between_scatter(std::span<const StrokeClass> classes) {
  std::vector<std::pair<int, int>> exemplars;  // class, exemplar
  for (int c = 0; c < static_cast<int>(classes.size()); ++c) {
    for (int k = 0; k < classes[c].size(); ++k) exemplars.emplace_back(c, k);
  }
  const auto count = static_cast<std::uint32_t>(exemplars.size());
  const bool all = static_cast<std::uint64_t>(count) * count <= kMaxPairs;
  const std::uint32_t draws = all ? count * count : kMaxPairs;
  RandomStream random(0);
  FeatureMatrix scatter = FeatureMatrix::Zero();
  int pairs = 0;
  for (std::uint32_t n = 0; n < draws; ++n) {
    const std::uint32_t from = all ? n / count : random.below(count);
    const std::uint32_t to = all ? n % count : random.below(count);
    const auto [a, i] = exemplars[from];
    const auto [b, j] = exemplars[to];
    if (a == b) continue;
    const Eigen::Matrix<double, kFeatures, 1> features =
        deformation(classes[a][i], AlignmentTarget(classes[b][j])).features.cast<double>();
    scatter += features * features.transpose();
    ++pairs;
  }
  // Few pairs say little about correlations: those shrink as if there had been kFeatures uncorrelated ones
  // too.
  const FeatureMatrix diagonal = scatter.diagonal().asDiagonal();
  scatter = (scatter + kFeatures * diagonal / std::max(pairs, 1)) / (pairs + kFeatures);
  scatter += (pairs > 0 ? 1e-3 : 1.0) * assumed_scatter();
  return scatter + kWellPosed * scatter.trace() / kFeatures * FeatureMatrix::Identity();
}

// What one exemplar's frame tells about the style.
struct Observation {
  double weight = 0;  // all frames of a class together count as one
  Spread spread;
  PoseTangents tangents;
  double freedom() const { return spread.members - 1.0; }
};

std::vector<Observation> observe(std::span<const StrokeClass> classes) {
  std::vector<Observation> observations;
  for (const StrokeClass& of_class : classes) {
    if (of_class.size() < 2) continue;
    const auto frames = static_cast<int>(of_class.frames().size());
    for (int f = 0; f < frames; ++f) {
      observations.push_back(
          {1.0 / frames, of_class.spread(f), pose_tangents(of_class[of_class.frames()[f]])});
    }
  }
  return observations;
}

// The default style scaled so that the mean log variance is that of what was measured within classes.
FeatureMatrix scaled_default(const FeatureMatrix& between, const FeatureMatrix& within) {
  const double least =
      kWellPosed * between.trace() / kFeatures;  // identical exemplars must not make it vanish
  const double log_ratio = ((within.diagonal().array() + least) / between.diagonal().array()).log().mean();
  return std::exp(log_ratio) * between;
}

// One round of expectation and maximisation: features = tangents * pose + deformation, both normal.
void improve(std::span<const Observation> observations, const FeatureMatrix& default_covariance,
             double freedom, StrokeStyle& style) {
  FeatureMatrix covariance = kStrokes.default_freedom * default_covariance;
  PoseMatrix pose = kStrokes.pose_freedom * kStrokes.pose_sd * kStrokes.pose_sd * PoseMatrix::Identity();
  for (const Observation& seen : observations) {
    const PoseTangents& tangents = seen.tangents;
    const FeatureMatrix total = tangents * style.pose * tangents.transpose() + style.covariance;
    const Eigen::Matrix<double, kPoseTerms, kFeatures> gain =
        total.llt().solve(tangents * style.pose).transpose();  // expected pose of given features
    const PoseMatrix unseen = PoseMatrix::Identity() - gain * tangents;
    // Covariance of the pose given features, in the form that rounding cannot make negative.
    const PoseMatrix doubt =
        unseen * style.pose * unseen.transpose() + gain * style.covariance * gain.transpose();
    const FeatureMatrix rest = FeatureMatrix::Identity() - tangents * gain;
    covariance += seen.weight * (rest * seen.spread.scatter * rest.transpose() +
                                 seen.freedom() * tangents * doubt * tangents.transpose());
    pose += seen.weight * (gain * seen.spread.scatter * gain.transpose() + seen.freedom() * doubt);
  }
  style.covariance = (covariance + covariance.transpose()) / (2 * (freedom + kStrokes.default_freedom));
  style.pose = (pose + pose.transpose()) / (2 * (freedom + kStrokes.pose_freedom));
}

}  // namespace

StrokeStyle learn_style(const StrokeUnits& units, std::span<const StrokeClass> classes) {
  const std::vector<Observation> observations = observe(classes);
  const FeatureMatrix between = between_scatter(classes);
  StrokeStyle style;
  style.units = units;
  style.pose = kStrokes.pose_sd * kStrokes.pose_sd * PoseMatrix::Identity();
  style.covariance = kStrokes.default_share * between;
  if (!observations.empty()) {
    FeatureMatrix within = FeatureMatrix::Zero();
    double freedom = 0;
    for (const Observation& seen : observations) {
      within += seen.weight * seen.spread.scatter;
      freedom += seen.weight * seen.freedom();
    }
    within /= freedom;
    const FeatureMatrix expected = scaled_default(between, within);
    style.covariance =
        (freedom * within + kStrokes.default_freedom * expected) / (freedom + kStrokes.default_freedom);
    for (int round = 0; round < kStrokes.style_rounds; ++round)
      improve(observations, expected, freedom, style);
  }
  style.covariance.diagonal().array() += kStrokes.floor * style.covariance.trace() / kFeatures;
  return style;
}

FeatureMatrix style_at(const StrokeStyle& style, const Stroke& exemplar) {
  const PoseTangents tangents = pose_tangents(exemplar);
  return style.covariance + tangents * style.pose * tangents.transpose();
}

}  // namespace resketch
