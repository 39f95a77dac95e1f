#include "experiments/catalogue.h"

namespace resketch {

const std::vector<Experiment>& catalogue() {
  static const std::vector<Experiment> kAll = {mic_clustering(),
                                               mic_noise("mnist"),
                                               mic_noise("characters"),
                                               mic_glm(),
                                               mic_iterations(),
                                               mic_forward(),
                                               mic_nearest(),
                                               mic_summary(),
                                               mic_reconstructions(),
                                               mic_heatmaps(),
                                               holistic_classes(2),
                                               holistic_classes(4),
                                               holistic_classes(20),
                                               holistic_summary(),
                                               holistic_heatmaps(),
                                               holistic_som(),
                                               holistic_switches(),
                                               beyond_dtw(),
                                               beyond_adding(),
                                               beyond_examples(),
                                               beyond_unlabelled(),
                                               gan_mnist(),
                                               rings(),
                                               fooling("mnist"),
                                               fooling("fashion-mnist"),
                                               autoencoder_anomaly(),
                                               open_set_mnist(),
                                               one_class_mnist(),
                                               clutter_mnist(),
                                               few_shot_open_set("characters"),
                                               few_shot_open_set("mnist"),
                                               fooling_modular()};
  return kAll;
}

}  // namespace resketch
