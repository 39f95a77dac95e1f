// The distribution of a class's strokes as seen from one of its exemplars.
#pragma once

#include "generator/stroke_style.h"

namespace resketch {

/// Predictive distribution of features: multivariate t, since mean and covariance are known only as well as
/// the class's exemplars and the style tell (normal-inverse-Wishart; docs/model.md, "Strokes").
struct StrokeFrame {
  Eigen::Matrix<float, kFeatures, 1> mean;
  Eigen::Matrix<float, kFeatures, kFeatures> whitening;  ///< inverse Cholesky factor of the scale matrix
  double freedom = 0;
  double log_peak = 0;                                              ///< log density at the mean
  Eigen::Matrix<float, kPlaceFeatures, kPlaceFeatures> place_gain;  ///< of a drawing; see draw_stroke
};

/// @param expected  covariance in this frame before the class was seen (style_at)
StrokeFrame make_frame(const FeatureMatrix& expected, const Spread& spread);

double log_density(const StrokeFrame& frame, const Features& features);

}  // namespace resketch
