#include "classify/calibration.h"

#include <algorithm>
#include <cmath>

#include "classify/confidence.h"
#include "classify/normal_quantile.h"
#include "classify/temperature.h"

namespace resketch {

void set_rejection(std::vector<double> confidences, Model& model) {
  constexpr double kEnough = 2;
  const double n = static_cast<double>(confidences.size());
  double mean = 0;
  for (const double value : confidences) mean += value / n;
  double variance = 0;
  for (const double value : confidences) variance += std::pow(value - mean, 2) / (n - 1);
  Calibration& calibration = model.calibration;
  calibration.confidence_mean = mean;
  calibration.confidence_sd = std::sqrt(variance * (1 + 1 / n));
  const double below = n * (1 - model.rejection_keep);
  if (below < kEnough) return;
  const auto at = confidences.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(confidences.begin(), at, confidences.end());
  // The threshold is the mean less so many standard deviations (rejection_threshold).
  calibration.confidence_mean = *at + normal_quantile(model.rejection_keep) * calibration.confidence_sd;
}

std::vector<double> calibrate(const Trial& trial, Model& model) {
  model.calibration = {.temperature = trial.usual.value};
  if (trial.size() < 2) return {};
  if (model.modules.size() > 1) model.calibration.temperature = best_temperature(trial);
  std::vector<double> confidences;
  for (int i = 0; i < trial.size(); ++i)
    confidences.push_back(confidence(trial.evidence[i], trial.modules[i]));
  set_rejection(confidences, model);
  return confidences;
}

}  // namespace resketch
