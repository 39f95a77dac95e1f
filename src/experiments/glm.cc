#include "experiments/glm.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

namespace resketch {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kMostIterations = 100;
constexpr double kTolerance = 1e-9;           // change of a coefficient, in its own size
constexpr double kNormal975 = 1.95996398454;  // 97.5 % quantile of the standard normal

double times_log(double factor, double ratio) {
  return factor > 0 ? factor * std::log(ratio) : 0;
}

double deviance(const VectorXd& y, const VectorXd& mu) {
  double sum = 0;
  for (int i = 0; i < y.size(); ++i)
    sum += times_log(y[i], y[i] / mu[i]) + times_log(1 - y[i], (1 - y[i]) / (1 - mu[i]));
  return 2 * sum;
}

double log_likelihood(const VectorXd& y, const VectorXd& mu) {
  double sum = 0;
  for (int i = 0; i < y.size(); ++i) {
    sum += times_log(y[i], mu[i]) + times_log(1 - y[i], 1 - mu[i]) - std::lgamma(y[i] + 1) -
           std::lgamma(2 - y[i]);
  }
  return sum;
}

Result<void> check(const GlmData& data) {
  const auto refuse = [](std::string message) { return Error(ErrorCode::kUsage, std::move(message)); };
  if (data.rows.size() != data.shares.size())
    return refuse(fmt::format("{} rows for {} shares", data.rows.size(), data.shares.size()));
  for (const auto& row : data.rows) {
    if (row.size() != data.names.size())
      return refuse(fmt::format("a row has {} values for {} regressors", row.size(), data.names.size()));
  }
  for (const double share : data.shares) {
    if (!(share >= 0 && share <= 1)) return refuse(fmt::format("a share is {}; expected 0 to 1", share));
  }
  if (data.rows.size() < data.names.size() + 1)
    return refuse(fmt::format("{} observations cannot settle {} coefficients", data.rows.size(),
                              data.names.size() + 1));
  return {};
}

/// Fisher information of the coefficients.
MatrixXd information(const MatrixXd& x, const VectorXd& mu) {
  const VectorXd weight = mu.array() * (1 - mu.array());
  return x.transpose() * weight.asDiagonal() * x;
}

GlmTerm term(std::string name, double coefficient, double variance) {
  GlmTerm out{.name = std::move(name), .coefficient = coefficient, .standard_error = std::sqrt(variance)};
  out.z = coefficient / out.standard_error;
  out.p = std::erfc(std::abs(out.z) / std::numbers::sqrt2);
  out.low = coefficient - kNormal975 * out.standard_error;
  out.high = coefficient + kNormal975 * out.standard_error;
  return out;
}

}  // namespace

Result<GlmFit> fit_binomial_glm(const GlmData& data) {
  if (auto ok = check(data); !ok) return ok.error();
  const auto n = static_cast<Eigen::Index>(data.rows.size());
  const auto p = static_cast<Eigen::Index>(data.names.size()) + 1;
  MatrixXd x(n, p);
  VectorXd y(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    x(i, 0) = 1;
    for (Eigen::Index j = 1; j < p; ++j) x(i, j) = data.rows[i][j - 1];
    y[i] = data.shares[i];
  }
  if (Eigen::ColPivHouseholderQR<MatrixXd>(x).rank() < p)
    return Error(ErrorCode::kFailed, "the regressors depend on each other: no single model fits best");

  VectorXd mu = (y.array() + 0.5) / 2;
  VectorXd eta = (mu.array() / (1 - mu.array())).log();
  VectorXd beta = VectorXd::Zero(p);
  GlmFit fit;
  bool settled = false;
  while (!settled && fit.iterations < kMostIterations) {
    const VectorXd weight = mu.array() * (1 - mu.array());
    const VectorXd working = eta.array() + (y - mu).array() / weight.array();
    const VectorXd last = beta;
    beta = information(x, mu).ldlt().solve(x.transpose() * weight.asDiagonal() * working);
    eta = x * beta;
    mu = 1 / (1 + (-eta.array()).exp());
    if (!beta.allFinite()) break;
    settled = (beta - last).norm() < kTolerance * (1 + beta.norm());
    ++fit.iterations;
  }
  if (!settled)
    return Error(ErrorCode::kFailed, "the fit does not settle: some regressor separates the shares");

  const MatrixXd covariance = information(x, mu).inverse();
  fit.observations = static_cast<int>(n);
  fit.model_df = static_cast<int>(p) - 1;
  fit.residual_df = static_cast<int>(n - p);
  fit.deviance = deviance(y, mu);
  fit.log_likelihood = log_likelihood(y, mu);
  fit.pearson_chi2 = ((y - mu).array().square() / (mu.array() * (1 - mu.array()))).sum();
  for (Eigen::Index j = 0; j < p; ++j)
    fit.terms.push_back(term(j == 0 ? "Intercept" : data.names[j - 1], beta[j], covariance(j, j)));
  return fit;
}

}  // namespace resketch
