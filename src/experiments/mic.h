// What the MIC experiments share. Each of them stands in a file of its own.
#pragma once

#include <string>

#include "experiments/presentation.h"
#include "experiments/published_mic.h"

namespace resketch {

Experiment mic_clustering();
Experiment mic_noise(const std::string& data);
Experiment mic_iterations();
Experiment mic_forward();
Experiment mic_summary();
Experiment mic_nearest();
Experiment mic_glm();
Experiment mic_reconstructions();
Experiment mic_heatmaps();

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
