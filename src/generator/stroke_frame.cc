#include "generator/stroke_frame.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>

#include "generator/stroke_constants.h"

namespace resketch {

StrokeFrame make_frame(const FeatureMatrix& expected, const Spread& spread) {
  StrokeFrame frame;
  const double members = spread.members;
  frame.freedom = kStrokes.style_freedom + members - 1;
  const FeatureMatrix scale =
      (kStrokes.style_freedom * expected + spread.scatter) * ((members + 1) / (members * frame.freedom));
  const Eigen::LLT<FeatureMatrix> factors(scale);
  const FeatureMatrix inverse = factors.matrixL().solve(FeatureMatrix::Identity());
  frame.mean = spread.mean.cast<float>();
  frame.whitening = inverse.cast<float>();
  frame.log_peak = std::lgamma((frame.freedom + kFeatures) / 2) - std::lgamma(frame.freedom / 2) -
                   .5 * kFeatures * std::log(std::numbers::pi * frame.freedom) +
                   inverse.diagonal().array().log().sum();
  using PlaceMatrix = Eigen::Matrix<double, kPlaceFeatures, kPlaceFeatures>;
  const PlaceMatrix place = scale.topLeftCorner<kPlaceFeatures, kPlaceFeatures>();
  const PlaceMatrix noise = kStrokes.drawing_noise * place.trace() / kPlaceFeatures * PlaceMatrix::Identity();
  frame.place_gain = (place + noise).llt().solve(place).transpose().cast<float>();
  return frame;
}

double log_density(const StrokeFrame& frame, const Features& features) {
  const Eigen::Matrix<double, kFeatures, 1> whitened =
      (frame.whitening * (features - frame.mean)).cast<double>();
  return frame.log_peak -
         .5 * (frame.freedom + kFeatures) * std::log1p(whitened.squaredNorm() / frame.freedom);
}

}  // namespace resketch
