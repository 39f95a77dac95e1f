// The distribution of a class's traces as seen from one of its exemplars.
#pragma once

#include "generator/trace_style.h"

namespace resketch {

/// Predictive distribution of features: multivariate t, since mean and covariance are known only as well as
/// the class's exemplars and the style tell (normal-inverse-Wishart; docs/model.md, "Strokes").
struct TraceFrame {
  Eigen::VectorXf mean;       ///< [F]
  Eigen::MatrixXf whitening;  ///< [F, F] inverse Cholesky factor of the scale matrix
  double freedom = 0;
  double log_peak = 0;         ///< log density at the mean
  Eigen::MatrixXf point_gain;  ///< [points, points] of a drawing; see draw_trace
};

/// @param expected  covariance in this frame before the class was seen (style_at)
/// @param points    how many features are of points
TraceFrame make_frame(const Eigen::MatrixXd& expected, const Spread& spread, int points);

double log_density(const TraceFrame& frame, const Features& features);

}  // namespace resketch
