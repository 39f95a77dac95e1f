// From a pool to a model: preprocessing, exemplars, modules, and how far to believe them.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "classify/calibration.h"
#include "classify/cross_validation.h"
#include "classify/detail.h"
#include "classify/make_model.h"
#include "classify/witnesses.h"
#include "generator/exemplar_generator.h"
#include "resketch/training.h"

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

/// Strokes, series and images have generators of their own; the LSTM draws anything.
Result<void> check_generator(GeneratorKind generator, const Preprocessing& preprocessing) {
  if (generator == GeneratorKind::kStroke &&
      (preprocessing.dims != 2 || preprocessing.kind == DataKind::kImage)) {
    return Error(ErrorCode::kUsage,
                 fmt::format("the generator 'stroke' draws x and y of a pen; this is {} data of {} dims",
                             to_string(preprocessing.kind), preprocessing.dims));
  }
  if (generator == GeneratorKind::kSeries &&
      (preprocessing.dims > kMaxSeriesDims || preprocessing.kind == DataKind::kImage)) {
    return Error(
        ErrorCode::kUsage,
        fmt::format("the generator 'series' draws series of up to {} dims; this is {} data of {} dims. "
                    "The generator 'lstm' draws any",
                    kMaxSeriesDims, to_string(preprocessing.kind), preprocessing.dims));
  }
  if (generator == GeneratorKind::kImage && preprocessing.kind != DataKind::kImage) {
    return Error(ErrorCode::kUsage, fmt::format("the generator 'image' draws images; this is {} data",
                                                to_string(preprocessing.kind)));
  }
  return {};
}

/// In all so many that three of them are 1 %: their confidences are no normal distribution, and a tail that
/// is guessed from mean and deviation refused 4 % of MNIST instead.
int witnesses_a_class(std::size_t classes) {
  constexpr std::size_t kAtLeast = 16;
  constexpr std::size_t kInAll = 320;
  return static_cast<int>(std::max(kAtLeast, kInAll / classes));
}

/// How the model that is made of `targets` does on items that it was not made of.
Result<TryOut> make_try_out(const Dataset& targets, const Model& model, const TrainOptions& options) {
  const InferenceOptions inference = default_inference(options.preset);
  const int most = witnesses_a_class(model.modules.size());
  if (seeks_medoids(options, model.generator)) {
    auto folds = CrossValidation::make(targets, model.preprocessing, options, most);
    if (!folds) return folds.error();
    return TryOut([=, folds = *std::move(folds)](const Model& tried) {
      return folds.try_models(style_detail(tried), inference, options.threads, options.ranks);
    });
  }
  // Centroids and what lies next to them are more typical than what will come: held out, they would say that
  // everything is strange. But whoever makes clusters has more items than those.
  Dataset seen = clustered(options.exemplars.selection) ? witnesses(targets, model, most) : Dataset{};
  return TryOut([=, seen = std::move(seen)](const Model& tried) {
    return try_model(tried, seen, inference, options.threads, options.ranks);
  });
}

}  // namespace

std::string_view to_string(Preset preset) {
  return preset == Preset::kPublished ? "published" : "default";
}

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
    options.iterations = 20;
  }
  return options;
}

TrainOptions train_options(Preset preset, DataKind kind) {
  TrainOptions options;
  options.preset = preset;
  options.training.noise_in = 0.2F;
  if (preset == Preset::kPublished) return options;
  options.training.schedule = TrainingOptions::Schedule::kCosine;
  if (kind == DataKind::kPenVelocity) options.generator = GeneratorKind::kStroke;
  if (kind == DataKind::kSeries) options.generator = GeneratorKind::kSeries;
  if (kind == DataKind::kImage) options.generator = GeneratorKind::kImage;
  return options;
}

int Model::find(const std::string& label) const {
  for (std::size_t i = 0; i < modules.size(); ++i) {
    if (modules[i].label == label) return static_cast<int>(i);
  }
  return -1;
}

Result<Model> train(const Dataset& pool, const TrainOptions& asked) {
  auto preprocessing = fit_preprocessing(pool, asked.preset == Preset::kDefault);
  if (!preprocessing) return preprocessing.error();
  const auto targets = preprocess(*preprocessing, pool);
  if (!targets) return targets.error();
  TrainOptions options = asked;
  options.training = resolved(asked.training, asked.preset, pool.kind);
  if (auto fits = check_generator(options.generator, *preprocessing); !fits) return fits.error();
  auto made = make_model(*targets, *preprocessing, options);
  if (!made) return made.error();
  Model model = *std::move(made);
  model.data_name = pool.name;
  model.data_fingerprint = pool.fingerprint();
  const auto try_out = make_try_out(*targets, model, options);
  if (!try_out) return try_out.error();
  const auto trial = choose_detail(model, *try_out);
  if (!trial) return trial.error();
  calibrate(*trial, model);
  return model;
}

Result<Model> add_class(const Model& model, const Dataset& data, const std::string& label,
                        const TrainOptions& asked) {
  if (model.find(label) >= 0)
    return Error(ErrorCode::kUsage, fmt::format("the model already has a class '{}'", label));
  auto targets = preprocess(model.preprocessing, data);
  if (!targets) return targets.error();
  const bool labelled = std::any_of(data.labels.begin(), data.labels.end(), [](int l) { return l >= 0; });
  std::vector<int> items;
  for (int n = 0; n < targets->size(); ++n) {
    if (!labelled || (targets->labels[n] >= 0 && targets->label_names[targets->labels[n]] == label))
      items.push_back(n);
  }
  if (items.empty()) {
    std::string names;
    for (const std::string& name : data.label_names) names += (names.empty() ? "'" : ", '") + name + "'";
    return Error(ErrorCode::kBadInput,
                 fmt::format("no item is labelled '{}'; the labels are {}", label, names), data.name);
  }
  Dataset chosen = targets->subset(items);
  chosen.label_names = {label};
  chosen.labels.assign(items.size(), 0);
  TrainOptions options = asked;
  options.preset = parse_preset(model.preset).value_or(Preset::kDefault);
  options.training = model.training;
  auto added = make_module(chosen, model, options);
  if (!added) return added.error();
  Model out = model;
  out.modules.push_back(*std::move(added));
  return out;
}

Result<Model> recalibrate(const Model& model, const Dataset& data, double keep, int threads) {
  if (!(keep > 0 && keep < 1))
    return Error(ErrorCode::kUsage,
                 fmt::format("found a share to keep of {}, expected one between 0 and 1", keep));
  const auto targets = preprocess(model.preprocessing, data);
  if (!targets) return targets.error();
  const Dataset seen = witnesses(*targets, model, std::numeric_limits<int>::max());
  if (seen.size() < 2) {
    return Error(
        ErrorCode::kBadInput,
        fmt::format("found {} items of the model's classes that are not its own examples, expected at "
                    "least 2",
                    seen.size()),
        data.name);
  }
  Model out = model;
  out.rejection_keep = keep;
  const Preset preset = parse_preset(model.preset).value_or(Preset::kDefault);
  const auto trial = try_model(out, seen, default_inference(preset), threads);
  if (!trial) return trial.error();
  calibrate(*trial, out);
  return out;
}

}  // namespace resketch
