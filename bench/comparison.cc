#include "bench/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace resketch::bench {
namespace {

constexpr double kShare = 0.9;
constexpr double kMeanSlack = 10;

double apart(double a, double b) {
  const double larger = std::max(std::abs(a), std::abs(b));
  return larger > 0 ? std::abs(a - b) / larger : 0;
}

}  // namespace

LossComparison compare_losses(std::span<const double> ours, std::span<const double> theirs,
                              double tolerance) {
  if (ours.size() != theirs.size())
    return {false, fmt::format("{} losses against {}", ours.size(), theirs.size())};
  if (ours.empty()) return {false, "no losses"};
  std::vector<double> distances;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    if (!std::isfinite(ours[i]) || !std::isfinite(theirs[i]))
      return {false, fmt::format("losses {} and {} of pair {}", ours[i], theirs[i], i)};
    distances.push_back(apart(ours[i], theirs[i]));
  }
  std::sort(distances.begin(), distances.end());
  const std::size_t n = ours.size();
  const auto most = static_cast<std::size_t>(std::ceil(kShare * static_cast<double>(n)));
  const double our_mean = std::accumulate(ours.begin(), ours.end(), 0.0) / static_cast<double>(n);
  const double their_mean = std::accumulate(theirs.begin(), theirs.end(), 0.0) / static_cast<double>(n);
  return {distances[most - 1] <= tolerance && apart(our_mean, their_mean) <= kMeanSlack * tolerance,
          fmt::format("mean losses {:.6f} and {:.6f}; of {} pairs, half within {:.1g} of each other, 9 in 10 "
                      "within {:.1g}, all within {:.1g}; allowed {:.1g} for 9 in 10",
                      our_mean, their_mean, n, distances[n / 2], distances[most - 1], distances.back(),
                      tolerance)};
}

}  // namespace resketch::bench
