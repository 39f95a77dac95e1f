#include "classify/temperature.h"

#include <algorithm>
#include <cmath>

namespace resketch {

double cross_entropy(const Trial& run, double temperature) {
  const double n = static_cast<double>(run.size());
  double sum = 0.5 * std::pow(std::log(temperature / run.usual.value) / run.usual.spread, 2);
  for (int i = 0; i < run.size(); ++i) {
    const auto& evidence = run.evidence[i];
    const double top = *std::max_element(evidence.begin(), evidence.end());
    double total = 0;
    for (const double e : evidence) total += std::exp((e - top) / temperature);
    sum += std::log(total) - (evidence[run.modules[i]] - top) / temperature;
  }
  return sum / n;
}

/// Golden-section search over the temperature's logarithm.
double best_temperature(const Trial& run) {
  constexpr double kGolden = 0.6180339887498949;
  double low = std::log(run.usual.value) - 5;
  double high = std::log(run.usual.value) + 5;
  double a = high - kGolden * (high - low);
  double b = low + kGolden * (high - low);
  double at_a = cross_entropy(run, std::exp(a));
  double at_b = cross_entropy(run, std::exp(b));
  while (high - low > 1e-4) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - kGolden * (high - low);
      at_a = cross_entropy(run, std::exp(a));
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + kGolden * (high - low);
      at_b = cross_entropy(run, std::exp(b));
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace resketch
