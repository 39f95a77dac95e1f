#include "generator/trace_style.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/random.h"
#include "generator/trace_constants.h"

namespace resketch {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMaxPairs = 1000;  // of exemplars of different classes, for the default style

// Part of the mean variance that is added where a matrix must stay invertible; far below all that is
// measured.
constexpr double kWellPosed = 1e-6;

// Differences that cannot be measured (one class only, one exemplar twice) are taken to be this large: about
// those between letters, in units of size. A trace of it in every default keeps that positive definite.
MatrixXd assumed_scatter(const TraceForm& form) {
  const auto falling = [](int from, int count, double first) {
    return VectorXd(Eigen::ArrayXd::LinSpaced(count, from, from + count - 1).square().inverse() * first);
  };
  const FeatureCounts counts = feature_counts(form);
  VectorXd variances(counts.all);
  variances << falling(1, counts.point_terms, 10).replicate(form.dims, 1),
      falling(1, counts.timing_terms, .05), falling(1, counts.speed_terms, .05);
  return variances.asDiagonal();
}

// Mean outer product of the features between exemplars of different classes.
MatrixXd between_scatter(std::span<const TraceClass> classes) {
  std::vector<std::pair<int, int>> exemplars;  // class, exemplar
  for (int c = 0; c < static_cast<int>(classes.size()); ++c) {
    for (int k = 0; k < classes[c].size(); ++k) exemplars.emplace_back(c, k);
  }
  const auto count = static_cast<std::uint32_t>(exemplars.size());
  const bool all = static_cast<std::uint64_t>(count) * count <= kMaxPairs;
  const std::uint32_t draws = all ? count * count : kMaxPairs;
  RandomStream random(0);
  const TraceForm form = classes.front()[0].form;
  const int features = feature_counts(form).all;
  MatrixXd scatter = MatrixXd::Zero(features, features);
  int pairs = 0;
  for (std::uint32_t n = 0; n < draws; ++n) {
    const std::uint32_t from = all ? n / count : random.below(count);
    const std::uint32_t to = all ? n % count : random.below(count);
    const auto [a, i] = exemplars[from];
    const auto [b, j] = exemplars[to];
    if (a == b) continue;
    const VectorXd found = deformation(classes[a][i], AlignmentTarget(classes[b][j])).features.cast<double>();
    scatter += found * found.transpose();
    ++pairs;
  }
  // Few pairs say little about correlations: those shrink as if there had been as many uncorrelated ones
  // as features, too.
  const MatrixXd diagonal = scatter.diagonal().asDiagonal();
  scatter = (scatter + features * diagonal / std::max(pairs, 1)) / (pairs + features);
  scatter += (pairs > 0 ? 1e-3 : 1.0) * assumed_scatter(form);
  const MatrixXd even = scatter.trace() / features * MatrixXd::Identity(features, features);
  if (!form.pen) scatter += kTraces.series_evenness * (even - scatter);
  return scatter + kWellPosed * even;
}

// What one exemplar's frame tells about the style.
struct Observation {
  double weight = 0;  // all frames of a class together count as one
  Spread spread;
  MatrixXd tangents;  // [F, P]
  double freedom() const { return spread.members - 1.0; }
};

std::vector<Observation> observe(std::span<const TraceClass> classes) {
  std::vector<Observation> observations;
  for (const TraceClass& of_class : classes) {
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
MatrixXd scaled_default(const MatrixXd& between, const MatrixXd& within) {
  const double least = kWellPosed * between.diagonal().mean();  // identical exemplars must not make it vanish
  const double log_ratio = ((within.diagonal().array() + least) / between.diagonal().array()).log().mean();
  return std::exp(log_ratio) * between;
}

MatrixXd default_pose(Eigen::Index terms) {
  return kTraces.pose_sd * kTraces.pose_sd * MatrixXd::Identity(terms, terms);
}

// Of features in a frame whose pose has these tangents.
MatrixXd covariance_of(const TraceStyle& style, const MatrixXd& tangents) {
  MatrixXd covariance = style.covariance + tangents * style.pose * tangents.transpose();
  covariance.diagonal().array() += kWellPosed * covariance.diagonal().mean();
  return covariance;
}

// One round of expectation and maximisation: features = tangents * pose + deformation, both normal.
void improve(std::span<const Observation> observations, const MatrixXd& default_covariance, double freedom,
             TraceStyle& style) {
  MatrixXd covariance = kTraces.default_freedom * default_covariance;
  MatrixXd pose = kTraces.pose_freedom * default_pose(style.pose.rows());
  for (const Observation& seen : observations) {
    const MatrixXd& tangents = seen.tangents;
    const MatrixXd gain = covariance_of(style, tangents)
                              .llt()
                              .solve(tangents * style.pose)
                              .transpose();  // expected pose of given features
    const MatrixXd unseen = MatrixXd::Identity(pose.rows(), pose.cols()) - gain * tangents;
    // Covariance of the pose given features, in the form that rounding cannot make negative.
    const MatrixXd doubt =
        unseen * style.pose * unseen.transpose() + gain * style.covariance * gain.transpose();
    const MatrixXd rest = MatrixXd::Identity(covariance.rows(), covariance.cols()) - tangents * gain;
    covariance += seen.weight * (rest * seen.spread.scatter * rest.transpose() +
                                 seen.freedom() * tangents * doubt * tangents.transpose());
    pose += seen.weight * (gain * seen.spread.scatter * gain.transpose() + seen.freedom() * doubt);
  }
  style.covariance = (covariance + covariance.transpose()) / (2 * (freedom + kTraces.default_freedom));
  style.pose = (pose + pose.transpose()) / (2 * (freedom + kTraces.pose_freedom));
}

}  // namespace

TraceStyle learn_style(const TraceUnits& units, std::span<const TraceClass> classes) {
  const std::vector<Observation> observations = observe(classes);
  const MatrixXd between = between_scatter(classes);
  TraceStyle style;
  style.units = units;
  style.pose = default_pose(feature_counts(units.form).pose);
  style.covariance = kTraces.default_share * between;
  if (!observations.empty()) {
    MatrixXd within = MatrixXd::Zero(between.rows(), between.cols());
    double freedom = 0;
    for (const Observation& seen : observations) {
      within += seen.weight * seen.spread.scatter;
      freedom += seen.weight * seen.freedom();
    }
    within /= freedom;
    const MatrixXd expected = scaled_default(between, within);
    style.covariance =
        (freedom * within + kTraces.default_freedom * expected) / (freedom + kTraces.default_freedom);
    const int rounds = style.pose.size() > 0 ? kTraces.style_rounds : 0;  // without a pose nothing is hidden
    for (int round = 0; round < rounds; ++round) improve(observations, expected, freedom, style);
  }
  style.covariance.diagonal().array() += kTraces.floor * style.covariance.diagonal().mean();
  return style;
}

MatrixXd style_at(const TraceStyle& style, const Trace& exemplar) {
  return covariance_of(style, pose_tangents(exemplar));
}

}  // namespace resketch
