// How far two means may differ by chance.
#pragma once

#include <string>

#include "measures/summary.h"
#include "resketch/experiment.h"

namespace resketch {

/// 97.5 % quantile of Student's t.
double student_t975(double degrees_of_freedom);

/// A published number, as printed.
struct Published {
  double value = Figure::kNone;
  double sd = Figure::kNone;  ///< none: a single run
  int n = 1;
  double rounding = 0;       ///< half a unit of the last printed digit
  bool exact = false;        ///< follows from published numbers alone: its printed digits must come out
  bool other_items = false;  ///< a share of other test items than ours
};

/// Half width of the 95 % interval of measured - published. Spread over seeds by Welch; a single published
/// run is taken to spread as ours does; for shares of other items the binomial variance of both sides is
/// added. Without spread on our side, the rounding alone counts if there is any, else nothing can be said.
/// Source: Welch 1947.
double uncertainty(const Summary& measured, int items, const Published& published);

/// A figure out of both.
Figure make_figure(const Summary& measured, int items, const Published& published, std::string source);

}  // namespace resketch
