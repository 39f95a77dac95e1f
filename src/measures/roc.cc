#include "measures/roc.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace resketch {

double auroc(std::span<const float> known, std::span<const float> strangers) {
  if (known.empty() || strangers.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::vector<float> sorted(strangers.begin(), strangers.end());
  std::ranges::sort(sorted);
  double pairs = 0;
  for (const float score : known) {
    const auto low = std::lower_bound(sorted.begin(), sorted.end(), score);
    const auto high = std::upper_bound(low, sorted.end(), score);
    pairs += static_cast<double>(low - sorted.begin()) + 0.5 * static_cast<double>(high - low);
  }
  return pairs / (static_cast<double>(known.size()) * static_cast<double>(strangers.size()));
}

float threshold_keeping(double keep, std::span<const float> scores) {
  std::vector<float> sorted(scores.begin(), scores.end());
  std::ranges::sort(sorted, std::greater<>());
  const auto kept = static_cast<std::size_t>(std::ceil(keep * static_cast<double>(sorted.size())));
  return sorted[std::clamp<std::size_t>(kept, 1, sorted.size()) - 1];
}

double false_positives_at(double recall, std::span<const float> known, std::span<const float> strangers) {
  if (known.empty() || strangers.empty()) return std::numeric_limits<double>::quiet_NaN();
  const float threshold = threshold_keeping(recall, known);
  const auto accepted = std::ranges::count_if(strangers, [&](float score) { return score >= threshold; });
  return static_cast<double>(accepted) / static_cast<double>(strangers.size());
}

}  // namespace resketch
