// What the holistic experiments share.
#pragma once

#include <string>

#include "experiments/presentation.h"
#include "experiments/published_holistic.h"

namespace resketch {

/// A published variant by its name ("naked", "noise_03"), called "CLASSES.NAME".
Variant holistic_variant(int classes, const std::string& name);
std::string holistic_name(int classes, const std::string& name);

/// How a variant is called in tables.
std::string holistic_title(const std::string& name);

/// A quantity of `variant` less the same of `base`, paired by seed; what was published of the difference.
Figure paired_difference(const Measured& measured, const std::string& variant, const std::string& base,
                         const std::string& quantity, double published = Figure::kNone);

}  // namespace resketch
