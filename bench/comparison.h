// Whether two programs that are about to be compared in speed computed the same thing.
#pragma once

#include <span>
#include <string>

namespace resketch::bench {

struct LossComparison {
  bool same = false;
  std::string text;  ///< what was found, for people
};

/// Compares losses that two sides arrived at from the same start, pair by pair.
///
/// The same means: as many losses, all finite, 9 in 10 pairs apart by no more than `tolerance` of the larger,
/// and the means by no more than 10 times that. (Rounding differs between the sides, and a search that meets
/// the edge of the simplex or a saddle can be sent elsewhere by it, a few in 100: all others agree closely.
/// With one iteration more or a rate 2 % smaller, 4 in 10 pairs are further apart than 1e-4.)
LossComparison compare_losses(std::span<const double> ours, std::span<const double> theirs, double tolerance);

}  // namespace resketch::bench
