// What is measured: one variant of an experiment.
#pragma once

#include <string>
#include <vector>

#include "measures/gan_setting.h"
#include "measures/holistic_setting.h"
#include "measures/vision_setting.h"
#include "resketch/exemplars.h"
#include "resketch/experiment.h"

namespace resketch {

/// What a cell measures.
enum class Measure {
  kInverse,       ///< inverse classification of the test set: accuracy and loss after 0 and 50 iterations, by
                  ///< class
  kNearest,       ///< nearest exemplar by mean squared error
  kLossMap,       ///< mean loss of every generator on every class: its types, and test items
  kRedraw,        ///< what the generators draw for a few test items, with latents
  kLookalikes,    ///< the two most similar items of two classes
  kForward,       ///< a forward LSTM with as many cells as the modules together, on the same exemplars
  kPlainForward,  ///< the same as the reports describe it: no more than Adam on the squared error
  kWarped,        ///< inverse classification, the redrawings compared with the target by DTW too
  kAddClass,      ///< classes left out and added later, each by training one module
  kPreset,        ///< the default preset's generator on as many exemplars a class
  kHolistic,      ///< one generator for all classes: inverse classification, and maps of its latents
  kHolisticForward,  ///< the forward network that the holistic work compares with
  kRings,            ///< networks of src/vision: three rings in the plane
  kFooling,          ///< accuracy with a threshold, and attacks
  kAutoencoder,      ///< losses of what it knows and of strangers
  kOpenSet,          ///< trained on some classes, tested on all
  kFewShotOpenSet,   ///< the same with a few examples a class, by the default preset and by distances
  kFoolingModular,   ///< attacks on the default preset's modules
  kClutter,          ///< digits among pieces of digits, window by window
  kGan,              ///< one conditional GAN for all classes: inverse classification
};

/// One setting: the published module set (or its exemplars alone), trained from `data`.
/// Everything else is as published: 10 or 20 cells, Adam 50.
struct Variant {
  std::string name = {};  ///< within its experiment
  Measure measure = Measure::kInverse;
  std::string data;  ///< a named set
  Selection selection = Selection::kRandom;
  float noise_in = 0;
  float noise_out = 0;
  Scale least = Scale::kQuick;  ///< not measured at smaller scales
  int exemplars = 4;            ///< a class
  int unlabelled = 0;           ///< of kPreset: items of the pool to learn from without their labels
  std::vector<int> known = {};  ///< of kFewShotOpenSet: the classes that are taught
  HolisticSetting holistic = {};
  VisionSetting vision = {};
  GanSetting gan = {};
};

}  // namespace resketch
