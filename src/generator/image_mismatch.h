// How badly an exemplar explains a target that it has been bent onto.
#pragma once

#include "generator/image_warp.h"

namespace resketch {

/// The sum of four faults, weighted so that it is a negative log likelihood where a class has one exemplar:
/// lower is better.
///   - what the bend does not explain, in channels; much in one place counts more than the same all over
///   - how different the two look at a glance, before any bending
///   - ink that is missing or too much; not how thick or dark strokes are
///   - places that one encloses and the other does not: an open loop and a closed one bend onto each other
/// @param bent  the bend that fit_warp found
double mismatch(const FixedImage& target, const MovedImage& exemplar, const WarpCoefficients& bent);

/// The gradient of that sum by the target's parts, through the bend too: it follows the target as
/// add_through_fit says.
NormalImage mismatch_gradient(const FixedImage& target, const MovedImage& exemplar,
                              const WarpCoefficients& bent);

}  // namespace resketch
