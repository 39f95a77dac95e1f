#include "measures/mahalanobis.h"

#include <algorithm>
#include <limits>

namespace resketch {
namespace {

using Codes = Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

}  // namespace

Mahalanobis::Mahalanobis(std::span<const float> codes, std::span<const int> labels, int Z, int classes)
    : means_(Eigen::MatrixXd::Zero(classes, Z)) {
  const auto N = static_cast<Eigen::Index>(labels.size());
  Eigen::MatrixXd x = Codes(codes.data(), N, Z).cast<double>();
  Eigen::VectorXd counts = Eigen::VectorXd::Zero(classes);
  for (Eigen::Index n = 0; n < N; ++n) {
    means_.row(labels[n]) += x.row(n);
    ++counts(labels[n]);
  }
  for (int c = 0; c < classes; ++c) means_.row(c) /= std::max(counts(c), 1.0);
  for (Eigen::Index n = 0; n < N; ++n) x.row(n) -= means_.row(labels[n]);
  Eigen::MatrixXd covariance = x.transpose() * x / static_cast<double>(N);
  covariance.diagonal().array() += 0.01 * covariance.trace() / Z + 1e-12;
  covariance_.compute(covariance);
}

double Mahalanobis::operator()(std::span<const float> code) const {
  const Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXf>(code.data(), static_cast<Eigen::Index>(code.size())).cast<double>();
  double least = std::numeric_limits<double>::infinity();
  for (Eigen::Index c = 0; c < means_.rows(); ++c) {
    const Eigen::VectorXd whitened = covariance_.matrixL().solve(x - means_.row(c).transpose());
    least = std::min(least, whitened.squaredNorm());
  }
  return least;
}

}  // namespace resketch
