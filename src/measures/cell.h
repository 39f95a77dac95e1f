// A cell: one variant measured with one seed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "measures/workshop.h"
#include "resketch/training.h"

namespace resketch {

/// A measured number and the test items behind it (0: not a share of items).
struct Quantity {
  double value = 0;
  int items = 0;
};

/// What measuring left.
struct CellOutcome {
  std::map<std::string, Quantity> values;
  nlohmann::ordered_json payload;  ///< what pictures are drawn from; null where there are none
};

class GanShelf;

/// What measurements of networks, and attacks, need besides.
struct VisionTask {
  Scale scale = Scale::kDefault;
  const PreparedData* strangers = nullptr;  ///< null where the variant names none
  std::filesystem::path checkpoint = {};    ///< of the network in training
  bool resume = false;                      ///< go on from it
  GanShelf* gans = nullptr;
};

/// Everything that a measurement depends on.
struct CellTask {
  Variant variant;
  std::uint64_t seed = 0;
  const PreparedData* data = nullptr;
  const Model* model = nullptr;  ///< trained; null where `needs_model` is false
  ExemplarShelf* shelf = nullptr;
  int forward_cells = 0;  ///< of a forward LSTM, for each class
  HolisticSizes holistic = {};
  ProgressFn progress;
  VisionTask vision = {};
};

bool needs_model(Measure measure);

/// Whether one seed tells all: pictures of single items.
bool one_seed_is_enough(Measure measure);

/// @errors kCancelled
Result<CellOutcome> measure(const CellTask& task);

/// The measurements (measure_*.cc), by Measure.
Result<CellOutcome> measure_inverse(const CellTask& task);
Result<CellOutcome> measure_nearest(const CellTask& task);
Result<CellOutcome> measure_loss_map(const CellTask& task);
Result<CellOutcome> measure_redraw(const CellTask& task);
Result<CellOutcome> measure_lookalikes(const CellTask& task);
Result<CellOutcome> measure_forward(const CellTask& task);
Result<CellOutcome> measure_plain_forward(const CellTask& task);
Result<CellOutcome> measure_warped(const CellTask& task);
Result<CellOutcome> measure_add_class(const CellTask& task);
Result<CellOutcome> measure_preset(const CellTask& task);
Result<CellOutcome> measure_holistic(const CellTask& task);
Result<CellOutcome> measure_holistic_forward(const CellTask& task);
Result<CellOutcome> measure_rings(const CellTask& task);
Result<CellOutcome> measure_fooling(const CellTask& task);
Result<CellOutcome> measure_autoencoder(const CellTask& task);
Result<CellOutcome> measure_open_set(const CellTask& task);
Result<CellOutcome> measure_clutter(const CellTask& task);
Result<CellOutcome> measure_few_shot_open_set(const CellTask& task);
Result<CellOutcome> measure_fooling_modular(const CellTask& task);
Result<CellOutcome> measure_gan(const CellTask& task);

/// The exemplars of the task's variant.
Result<const std::vector<ExemplarSet>*> exemplars_of(const CellTask& task);

/// The published search, on one thread.
ClassifyOptions published_search(const CellTask& task, int iterations);

/// The default preset's training of the task's variant and its search, on one thread.
TrainOptions default_training(const CellTask& task);
ClassifyOptions default_search(const CellTask& task);

/// `model` for items that are preprocessed already.
Model for_preprocessed(Model model);

/// A preprocessed sequence as rows of numbers for a drawing; pen strokes get their proportions back.
nlohmann::ordered_json drawing_values(const PreparedData& data, std::span<const float> values);

/// "pen" or "image": how such data is drawn.
std::string drawing_kind(const PreparedData& data);

/// The first `count` test items of `label`, raw, in file order.
Dataset items_of_class(const Dataset& data, const std::string& label, int count);

}  // namespace resketch
