// From a pool to a model: preprocessing, exemplars, modules, and how far to believe them.
#include <fmt/format.h>

#include <algorithm>

#include "base/parallel.h"
#include "classify/leave_one_out.h"
#include "resketch/training.h"
#include "training/train_modules.h"

namespace resketch {
namespace {

/// Fills in what is left to the data: the published sizes.
TrainingOptions resolved(TrainingOptions options, Preset preset, DataKind kind) {
  const bool image = kind == DataKind::kImage;
  if (options.hidden == 0) options.hidden = image ? 20 : 10;
  if (options.steps == 0) {
    if (preset == Preset::kPublished) {
      options.steps = image ? 20000 : 40000;
    } else {
      options.steps = image ? 4000 : 8000;
    }
  }
  return options;
}

/// Trains modules for `sets` and measures their leave-one-out losses.
Result<std::vector<Module>> train_and_measure(const std::vector<ExemplarSet>& sets, const Preprocessing& preprocessing,
                                              std::uint32_t first_number, const TrainOptions& options) {
  auto modules = train_modules(sets, preprocessing.steps, preprocessing.dims, first_number, options);
  if (!modules) return modules.error();
  const InferenceOptions inference = default_inference(options.preset);
  parallel_for(static_cast<int>(modules->size()), options.threads, [&](int i) {
    measure_leave_one_out((*modules)[i], first_number + static_cast<std::uint32_t>(i), inference);
  });
  return modules;
}

void warn_of_small_classes(const std::vector<ExemplarSet>& sets, const TrainOptions& options) {
  if (!options.warn || options.exemplars.selection == Selection::kAll) return;
  for (const ExemplarSet& set : sets) {
    if (set.count >= options.exemplars.per_class) continue;
    options.warn(fmt::format("class '{}' has only {} example{}; all of them become exemplars", set.label, set.count,
                             set.count == 1 ? "" : "s"));
  }
}

}  // namespace

std::string_view to_string(Preset preset) { return preset == Preset::kPublished ? "published" : "default"; }

std::optional<Preset> parse_preset(std::string_view text) {
  for (const Preset preset : {Preset::kDefault, Preset::kPublished}) {
    if (text == to_string(preset)) return preset;
  }
  return std::nullopt;
}

InferenceOptions default_inference(Preset preset) {
  InferenceOptions options;
  if (preset == Preset::kDefault) {
    options.method = InferenceOptions::Method::kGaussNewton;
    options.iterations = 12;
  }
  return options;
}

TrainOptions train_options(Preset preset, DataKind /*kind*/) {
  TrainOptions options;
  options.preset = preset;
  options.training.noise_in = 0.2F;
  if (preset == Preset::kDefault) options.training.schedule = TrainingOptions::Schedule::kCosine;
  return options;
}

int Model::find(const std::string& label) const {
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (modules[i].label == label) return static_cast<int>(i);
  }
  return -1;
}

Result<Model> train(const Dataset& pool, const TrainOptions& asked) {
  auto preprocessing = fit_preprocessing(pool);
  if (!preprocessing) return preprocessing.error();
  const auto targets = preprocess(*preprocessing, pool);
  if (!targets) return targets.error();
  TrainOptions options = asked;
  options.exemplars.threads = asked.threads;
  options.training = resolved(asked.training, asked.preset, pool.kind);
  const auto sets = choose_exemplars(*targets, options.exemplars);
  if (!sets) return sets.error();
  warn_of_small_classes(*sets, options);
  auto modules = train_and_measure(*sets, *preprocessing, 0, options);
  if (!modules) return modules.error();
  Model model;
  model.preset = to_string(options.preset);
  model.data_name = pool.name;
  model.data_fingerprint = pool.fingerprint();
  model.preprocessing = *std::move(preprocessing);
  model.training = options.training;
  model.selection = to_string(options.exemplars.selection);
  model.modules = *std::move(modules);
  return model;
}

Result<Model> add_class(const Model& model, const Dataset& data, const std::string& label, const TrainOptions& asked) {
  if (model.find(label) >= 0) return Error(ErrorCode::kUsage, fmt::format("the model already has a class '{}'", label));
  auto targets = preprocess(model.preprocessing, data);
  if (!targets) return targets.error();
  const bool labelled = std::any_of(data.labels.begin(), data.labels.end(), [](int l) { return l >= 0; });
  std::vector<int> items;
  for (int n = 0; n < targets->size(); ++n) {
    if (!labelled || (targets->labels[n] >= 0 && targets->label_names[targets->labels[n]] == label)) items.push_back(n);
  }
  if (items.empty()) {
    std::string names;
    for (const std::string& name : data.label_names) names += (names.empty() ? "'" : ", '") + name + "'";
    return Error(ErrorCode::kBadInput, fmt::format("no item is labelled '{}'; the labels are {}", label, names), data.name);
  }
  Dataset chosen = targets->subset(items);
  chosen.label_names = {label};
  chosen.labels.assign(items.size(), 0);
  TrainOptions options = asked;
  options.preset = parse_preset(model.preset).value_or(Preset::kDefault);
  options.training = model.training;
  options.exemplars.threads = asked.threads;
  const auto sets = choose_exemplars(chosen, options.exemplars);
  if (!sets) return sets.error();
  warn_of_small_classes(*sets, options);
  auto added = train_and_measure(*sets, model.preprocessing, static_cast<std::uint32_t>(model.modules.size()), options);
  if (!added) return added.error();
  Model out = model;
  out.modules.push_back(std::move(added->front()));
  return out;
}

}  // namespace resketch
