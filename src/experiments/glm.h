// Generalised linear models of shares: binomial family, logit link, fitted by iteratively reweighted least
// squares.
#pragma once

#include <string>
#include <vector>

#include "resketch/error.h"

namespace resketch {

/// One coefficient and what the model says about it.
struct GlmTerm {
  std::string name;
  double coefficient = 0;
  double standard_error = 0;
  double z = 0;
  double p = 0;     ///< two-sided, normal
  double low = 0;   ///< 95 % interval
  double high = 0;  ///< 95 % interval
};

/// A fitted model: what the usual summary prints.
struct GlmFit {
  int observations = 0;
  int residual_df = 0;
  int model_df = 0;
  double log_likelihood = 0;
  double deviance = 0;
  double pearson_chi2 = 0;
  int iterations = 0;
  std::vector<GlmTerm> terms;  ///< the intercept first
};

/// What is to be explained by what.
struct GlmData {
  std::vector<std::string> names;         ///< of the regressors, without the intercept
  std::vector<std::vector<double>> rows;  ///< [observations][regressors]
  std::vector<double> shares;             ///< [observations], each in 0..1, each one trial (unweighted)
};

/// Fits an intercept and a coefficient a regressor.
/// @errors kUsage if the shapes disagree, a share is outside 0..1 or there are more terms than observations;
///         kFailed if the regressors depend on each other or the fit does not settle
/// Source: McCullagh & Nelder 1989, ch. 2 and 4; the log-likelihood of a share y of one trial includes the
/// binomial coefficient with gamma functions for factorials.
Result<GlmFit> fit_binomial_glm(const GlmData& data);

}  // namespace resketch
