// Which measurement belongs to which Measure, and what all of them use.
#include <cmath>

#include "measures/cell.h"

namespace resketch {

bool needs_model(Measure measure) {
  return measure == Measure::kInverse || measure == Measure::kLossMap || measure == Measure::kRedraw ||
         measure == Measure::kWarped || measure == Measure::kAddClass;
}

bool one_seed_is_enough(Measure measure) {
  return measure == Measure::kRedraw || measure == Measure::kLookalikes;
}

Result<CellOutcome> measure(const CellTask& task) {
  switch (task.variant.measure) {
    case Measure::kInverse:
      return measure_inverse(task);
    case Measure::kNearest:
      return measure_nearest(task);
    case Measure::kLossMap:
      return measure_loss_map(task);
    case Measure::kRedraw:
      return measure_redraw(task);
    case Measure::kLookalikes:
      return measure_lookalikes(task);
    case Measure::kForward:
      return measure_forward(task);
    case Measure::kPlainForward:
      return measure_plain_forward(task);
    case Measure::kWarped:
      return measure_warped(task);
    case Measure::kAddClass:
      return measure_add_class(task);
    case Measure::kPreset:
      return measure_preset(task);
    case Measure::kHolistic:
      return measure_holistic(task);
    case Measure::kHolisticForward:
      return measure_holistic_forward(task);
    case Measure::kRings:
      return measure_rings(task);
    case Measure::kFooling:
      return measure_fooling(task);
    case Measure::kAutoencoder:
      return measure_autoencoder(task);
    case Measure::kOpenSet:
      return measure_open_set(task);
    case Measure::kFewShotOpenSet:
      return measure_few_shot_open_set(task);
    case Measure::kFoolingModular:
      return measure_fooling_modular(task);
    case Measure::kClutter:
      return measure_clutter(task);
    case Measure::kGan:
      return measure_gan(task);
  }
  return Error(ErrorCode::kFailed, "no such measurement");
}

Result<const std::vector<ExemplarSet>*> exemplars_of(const CellTask& task) {
  return task.shelf->get(
      *task.data,
      {.per_class = task.variant.exemplars, .selection = task.variant.selection, .seed = task.seed});
}

ClassifyOptions published_search(const CellTask& task, int iterations) {
  ClassifyOptions options;
  options.inference = default_inference(Preset::kPublished);
  options.inference.iterations = iterations;
  options.inference.seed = task.seed;
  options.reject = false;
  options.threads = 1;
  options.progress = task.progress;
  return options;
}

TrainOptions default_training(const CellTask& task) {
  TrainOptions options = train_options(Preset::kDefault, task.data->kind);
  options.exemplars.per_class = task.variant.exemplars;
  options.exemplars.selection = task.variant.selection;
  options.exemplars.seed = options.training.seed = task.seed;
  options.exemplars.threads = options.threads = 1;
  options.progress = task.progress;
  return options;
}

ClassifyOptions default_search(const CellTask& task) {
  ClassifyOptions options;
  options.inference = default_inference(Preset::kDefault);
  options.threads = 1;
  options.progress = task.progress;
  return options;
}

Model for_preprocessed(Model model) {
  Preprocessing& p = model.preprocessing;
  if (p.kind == DataKind::kImage) return model;
  p.kind = DataKind::kSeries;
  p.input_dims = p.dims;
  p.mean.assign(p.dims, 0.0F);
  p.sd.assign(p.dims, 1.0F);
  return model;
}

nlohmann::ordered_json drawing_values(const PreparedData& data, std::span<const float> values) {
  const int dims = data.preprocessing.dims;
  const double decimals = data.kind == DataKind::kImage ? 100 : 1000;
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (std::size_t at = 0; at < values.size(); at += dims) {
    nlohmann::ordered_json row = nlohmann::ordered_json::array();
    for (int d = 0; d < dims; ++d) {
      const double scale =
          data.kind == DataKind::kPenVelocity ? data.preprocessing.sd[d] / data.preprocessing.sd[0] : 1;
      row.push_back(std::round(values[at + d] * scale * decimals) / decimals);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string drawing_kind(const PreparedData& data) {
  return data.kind == DataKind::kImage ? "image" : "pen";
}

Dataset items_of_class(const Dataset& data, const std::string& label, int count) {
  std::vector<int> chosen;
  for (int i = 0; i < data.size() && static_cast<int>(chosen.size()) < count; ++i) {
    if (data.labels[i] >= 0 && data.label_names[data.labels[i]] == label) chosen.push_back(i);
  }
  return data.subset(chosen);
}

}  // namespace resketch
