#include "experiments/experiment.h"
#include "experiments/mic.h"

namespace resketch {

const std::vector<Experiment>& catalogue() {
  static const std::vector<Experiment> kAll = {mic_clustering(), mic_noise("mnist"), mic_noise("characters"),
                                               mic_glm(),        mic_iterations(),   mic_forward(),
                                               mic_nearest(),    mic_summary(),      mic_reconstructions(),
                                               mic_heatmaps()};
  return kAll;
}

}  // namespace resketch
