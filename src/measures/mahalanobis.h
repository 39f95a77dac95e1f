// Distance of a code from where the codes of known classes lie.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <span>

namespace resketch {

/// One mean a class, and a covariance that all share; the distance to the nearest class counts.
/// Source: Mahalanobis 1936; as a score for strangers, Lee et al. 2018.
class Mahalanobis {
 public:
  /// @param codes   [N, Z], row by row; a hundredth of the mean variance is added to every axis
  /// @param labels  [N], 0..classes - 1
  Mahalanobis(std::span<const float> codes, std::span<const int> labels, int Z, int classes);

  /// Squared distance to the nearest class, of one code [Z].
  double operator()(std::span<const float> code) const;

 private:
  Eigen::MatrixXd means_;  // [C, Z]
  Eigen::LLT<Eigen::MatrixXd> covariance_;
};

}  // namespace resketch
