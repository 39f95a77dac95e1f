// What few examples a class are enough for, beside naming classes.
#pragma once

#include <string>

#include "experiments/experiment.h"

namespace resketch {

/// Shares of a split's unknown classes, in tenths, that F1 is taken with, and how many classes that is.
inline constexpr int kUnknownTenths[] = {2, 5, 10};
constexpr int unknown_tested(int unknown, int tenths) {
  return (unknown * tenths + 5) / 10;
}

/// @param data "characters" or "mnist"
Experiment few_shot_open_set(const std::string& data);

Experiment fooling_modular();

}  // namespace resketch
