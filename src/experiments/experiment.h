// An experiment as data: what is varied, what is measured, what was published.
#pragma once

#include <string>
#include <vector>

#include "experiments/gan_setting.h"
#include "experiments/holistic_setting.h"
#include "experiments/statistics.h"
#include "experiments/vision_setting.h"
#include "resketch/exemplars.h"
#include "resketch/experiment.h"

namespace resketch {

class Presentation;
class Measured;

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
  std::vector<int> known = {};  ///< of kFewShotOpenSet: the classes that are taught
  HolisticSetting holistic = {};
  VisionSetting vision = {};
  GanSetting gan = {};
};

/// A number of the result: a quantity of a variant beside what was published of it.
struct FigureSpec {
  std::string name = {};  ///< in the result; begins with the published table or figure
  std::string variant;
  std::string quantity;  ///< as the cell calls it: "accuracy.50", "class.50.a", ...
  Published published;
  std::string source = {};  ///< of the published number
};

/// Figures as a table: heads, and names of figures (empty: nothing there).
struct TableSpec {
  std::string title = {};
  std::string note = {};
  std::vector<std::string> heads = {};    ///< titles of the columns of heads
  std::vector<std::string> columns = {};  ///< titles of the columns of figures
  struct Row {
    std::vector<std::string> heads = {};
    std::vector<std::string> figures = {};
  };
  std::vector<Row> rows = {};
};

/// One published experiment.
struct Experiment {
  std::string name = {};
  std::string title = {};
  std::string shows = {};
  std::string source = {};
  std::vector<Variant> variants = {};
  std::vector<FigureSpec> figures = {};
  std::vector<TableSpec> tables = {};
  int seeds_at_default = 0;  ///< of the five, where the work is heavy; 0: all
  /// Adds what is computed from measured figures: derived figures, charts, drawings. May be null.
  void (*present)(const Measured&, Presentation&) = nullptr;
};

/// All of them, in the order of the papers. Each `..._experiment()` lives in a file of its own.
const std::vector<Experiment>& catalogue();

}  // namespace resketch
