// What the MIC experiments share.
#pragma once

#include <string>

#include "experiments/presentation.h"
#include "experiments/published_mic.h"

namespace resketch {

/// The published modules of a setting, classifying the test set.
Variant inverse_variant(const std::string& data, Selection selection, float noise_in, float noise_out);

/// Nearest neighbour on the exemplars of a selection; called "DATA.SELECTION.nearest".
Variant nearest_variant(const std::string& data, Selection selection);

/// The forward LSTM on the exemplars of a selection; called "DATA.SELECTION.forward".
Variant forward_variant(const std::string& data, Selection selection);

/// The same trained as the reports describe it; called "DATA.SELECTION.forward.plain".
Variant plain_forward_variant(const std::string& data, Selection selection);

/// Adds a variant unless there is one of that name.
void add_once(std::vector<Variant>& variants, Variant variant);

/// The fit as figures "PREFIX.in_01.coefficient" and so on, and as a table; printed values where `table` has
/// them.
/// @param exact  the accuracies are the published ones, so that printed digits must come out
void present_glm(const std::string& prefix, const std::string& glm_table, const std::vector<double>& shares,
                 bool exact, Presentation& out);

}  // namespace resketch
