// The standard normal's quantile function.
#pragma once

#include <algorithm>
#include <cmath>

namespace resketch {

/// x such that a standard normal value is below x with probability p, 0 < p < 1.
/// Absolute error below 4.5e-4. Source: Abramowitz & Stegun 1964, 26.2.23.
inline double normal_quantile(double p) {
  const double t = std::sqrt(-2 * std::log(std::min(p, 1 - p)));
  const double x =
      t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return p < 0.5 ? -x : x;
}

}  // namespace resketch
