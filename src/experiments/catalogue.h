// All experiments. Each of them stands in a file of its own.
#pragma once

#include <string>
#include <vector>

#include "experiments/experiment.h"

namespace resketch {

/// In the order of the papers.
const std::vector<Experiment>& catalogue();

Experiment mic_clustering();
Experiment mic_noise(const std::string& data);
Experiment mic_iterations();
Experiment mic_forward();
Experiment mic_summary();
Experiment mic_nearest();
Experiment mic_glm();
Experiment mic_reconstructions();
Experiment mic_heatmaps();

Experiment holistic_classes(int classes);
Experiment holistic_summary();
Experiment holistic_heatmaps();
Experiment holistic_som();
Experiment holistic_switches();

// What the papers name as future work.
Experiment beyond_dtw();
Experiment beyond_adding();
Experiment beyond_examples();
Experiment beyond_unlabelled();

Experiment gan_mnist();

// Networks that know what they do not know.
Experiment rings();
Experiment fooling(const std::string& data);
Experiment autoencoder_anomaly();
Experiment open_set_mnist();
Experiment one_class_mnist();
Experiment clutter_mnist();

// What few examples a class are enough for, beside naming classes.
Experiment few_shot_open_set(const std::string& data);
Experiment fooling_modular();

}  // namespace resketch
