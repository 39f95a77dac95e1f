// One number for how much a model's best answer is to be believed at all.
#pragma once

#include <limits>
#include <span>

namespace resketch {

/// The evidence of class `own`, raised by its lead over the best other class (lowered, where it does not
/// lead): what is of no class is explained badly, and by several classes about equally badly. The share of
/// the lead was chosen on the characters' pool (docs/model.md). Source of the idea: the two rejection rules,
/// by fit and by ambiguity, of Dubuisson & Masson 1993.
inline double confidence(std::span<const double> evidence, int own) {
  constexpr double kLeadShare = 0.4;
  double other = -std::numeric_limits<double>::infinity();
  for (int c = 0; c < static_cast<int>(evidence.size()); ++c) {
    if (c != own && evidence[c] > other) other = evidence[c];
  }
  return evidence.size() > 1 ? evidence[own] + kLeadShare * (evidence[own] - other) : evidence[own];
}

}  // namespace resketch
