#include "generator/trace_frame.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>

#include "generator/trace_constants.h"

namespace resketch {

TraceFrame make_frame(const Eigen::MatrixXd& expected, const Spread& spread, int points) {
  TraceFrame frame;
  const double members = spread.members;
  const auto features = static_cast<double>(expected.rows());
  frame.freedom = kTraces.style_freedom + members - 1;
  const Eigen::MatrixXd scale =
      (kTraces.style_freedom * expected + spread.scatter) * ((members + 1) / (members * frame.freedom));
  const Eigen::LLT<Eigen::MatrixXd> factors(scale);
  const Eigen::MatrixXd inverse =
      factors.matrixL().solve(Eigen::MatrixXd::Identity(scale.rows(), scale.cols()));
  frame.mean = spread.mean.cast<float>();
  frame.whitening = inverse.cast<float>();
  frame.log_peak = std::lgamma((frame.freedom + features) / 2) - std::lgamma(frame.freedom / 2) -
                   .5 * features * std::log(std::numbers::pi * frame.freedom) +
                   inverse.diagonal().array().log().sum();
  const Eigen::MatrixXd place = scale.topLeftCorner(points, points);
  const Eigen::MatrixXd noise =
      kTraces.drawing_noise * place.trace() / points * Eigen::MatrixXd::Identity(points, points);
  frame.point_gain = (place + noise).llt().solve(place).transpose().cast<float>();
  return frame;
}

double log_density(const TraceFrame& frame, const Features& features) {
  const Eigen::VectorXd whitened = (frame.whitening * (features - frame.mean)).cast<double>();
  return frame.log_peak - .5 * (frame.freedom + static_cast<double>(features.size())) *
                              std::log1p(whitened.squaredNorm() / frame.freedom);
}

}  // namespace resketch
