// From leave-one-out losses to the largest loss that a module is believed with.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "resketch/classify.h"

namespace resketch {
namespace {

/// The standard normal's quantile. Source: Abramowitz & Stegun 26.2.23, absolute error below 4.5e-4.
double normal_quantile(double p) {
  const double tail = std::min(p, 1 - p);
  const double t = std::sqrt(-2 * std::log(tail));
  const double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return p < 0.5 ? -x : x;
}

double log_loss(float loss) { return std::log(std::max(static_cast<double>(loss), 1e-12)); }

}  // namespace

std::vector<double> rejection_thresholds(const Model& model) {
  // Log losses of a class are taken as normal with the class's own mean and one spread for all classes; with a
  // handful of values a class, its mean is drawn towards the mean of all as far as the two spreads say.
  const std::size_t C = model.modules.size();
  std::vector<double> means(C, 0);
  double grand = 0;
  double within = 0;
  int values = 0;
  int classes = 0;
  for (std::size_t c = 0; c < C; ++c) {
    const auto& losses = model.modules[c].leave_one_out;
    if (losses.empty()) continue;
    for (const float loss : losses) means[c] += log_loss(loss) / static_cast<double>(losses.size());
    for (const float loss : losses) within += std::pow(log_loss(loss) - means[c], 2);
    values += static_cast<int>(losses.size());
    grand += means[c];
    ++classes;
  }
  if (values <= classes) return std::vector<double>(C, std::numeric_limits<double>::infinity());
  grand /= classes;
  within /= values - classes;
  double between = 0;
  for (std::size_t c = 0; c < C; ++c) {
    if (!model.modules[c].leave_one_out.empty()) between += std::pow(means[c] - grand, 2) / std::max(1, classes - 1);
  }
  const double per_class = static_cast<double>(values) / classes;
  between = std::max(0.0, between - within / per_class);
  const double reach = normal_quantile(model.rejection_keep);
  std::vector<double> thresholds(C);
  for (std::size_t c = 0; c < C; ++c) {
    const double n = static_cast<double>(model.modules[c].leave_one_out.size());
    const double trust = between > 0 ? between / (between + within / std::max(n, 1.0)) * (n > 0 ? 1 : 0) : 0;
    const double mean = grand + trust * (means[c] - grand);
    const double spread = std::sqrt(within + (1 - trust) * between + within * trust * trust / std::max(n, 1.0));
    thresholds[c] = std::exp(mean + reach * spread);
  }
  return thresholds;
}

}  // namespace resketch
