// Mean and spread.
#pragma once

#include <span>

#include "resketch/experiment.h"

namespace resketch {

/// Mean and sample standard deviation; sd is Figure::kNone for fewer than two values, both for none. Values
/// that are not finite count as missing.
struct Summary {
  double mean = Figure::kNone;
  double sd = Figure::kNone;
  int n = 0;
};
Summary summarise(std::span<const double> values);

}  // namespace resketch
