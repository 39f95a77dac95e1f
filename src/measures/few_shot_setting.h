// How open sets of few examples are scored.
#pragma once

namespace resketch {

/// Shares of a split's unknown classes, in tenths, that F1 is taken with, and how many classes that is.
inline constexpr int kUnknownTenths[] = {2, 5, 10};
constexpr int unknown_tested(int unknown, int tenths) {
  return (unknown * tenths + 5) / 10;
}

}  // namespace resketch
