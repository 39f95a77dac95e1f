#include "measures/summary.h"

#include <cmath>

namespace resketch {

Summary summarise(std::span<const double> values) {
  Summary out;
  double sum = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    ++out.n;
  }
  if (out.n == 0) return out;
  out.mean = sum / out.n;
  if (out.n == 1) return out;
  double squares = 0;
  for (const double value : values) {
    if (std::isfinite(value)) squares += (value - out.mean) * (value - out.mean);
  }
  out.sd = std::sqrt(squares / (out.n - 1));
  return out;
}

}  // namespace resketch
