#include "measures/workshop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>

#include "resketch/training.h"
#include "training/train_modules.h"

namespace resketch {
namespace {

constexpr int kPublishedMnistItems = 1000;

/// Every k-th item, so that a part of a set that is sorted by class still holds all classes.
Dataset thinned(const Dataset& data, int items) {
  if (items <= 0 || data.size() <= items) return data;
  std::vector<int> chosen;
  for (int i = 0; i < items; ++i)
    chosen.push_back(static_cast<int>(static_cast<std::int64_t>(i) * data.size() / items));
  return data.subset(chosen);
}

}  // namespace

std::string_view to_string(Scale scale) {
  switch (scale) {
    case Scale::kQuick:
      return "quick";
    case Scale::kDefault:
      return "default";
    case Scale::kPublished:
      return "published";
  }
  return "";
}

std::optional<Scale> parse_scale(std::string_view text) {
  for (const Scale scale : {Scale::kQuick, Scale::kDefault, Scale::kPublished}) {
    if (text == to_string(scale)) return scale;
  }
  return std::nullopt;
}

Sizes sizes_of(Scale scale) {
  if (scale == Scale::kQuick) {
    return {.training = 0.025,
            .test_items = 100,
            .pool_items = 2000,
            .small_forward = true,
            .holistic = {.cells = 16, .presentations = 500, .presentations_a_class = 10},
            .seeds = {42}};
  }
  Sizes sizes{.seeds = {42, 142, 242, 342, 442}};
  if (scale == Scale::kDefault) sizes.holistic = {64, 12'000, 5000};
  return sizes;
}

Result<PreparedData> prepare_data(const std::string& name, const Sizes& sizes) {
  PreparedData out;
  out.name = name;
  const bool mnist = name == "mnist";
  auto pool = load_dataset(name, {.split = Split::kPool, .limit = mnist ? sizes.pool_items : 0});
  if (!pool) return pool.error();
  auto test = load_dataset(name, {.split = Split::kTest, .limit = mnist ? kPublishedMnistItems : 0});
  if (!test) return test.error();
  auto preprocessing = fit_preprocessing(*pool);
  if (!preprocessing) return preprocessing.error();
  out.kind = pool->kind;
  out.preprocessing = *std::move(preprocessing);
  out.pool_fingerprint = pool->fingerprint();
  auto targets = preprocess(out.preprocessing, *pool);
  if (!targets) return targets.error();
  out.pool = *std::move(targets);
  out.test = thinned(*test, sizes.test_items);
  out.test_fingerprint = out.test.fingerprint();
  return out;
}

int published_steps(DataKind kind) {
  return kind == DataKind::kImage ? 20000 : 40000;
}

int published_cells(DataKind kind) {
  return kind == DataKind::kImage ? 20 : 10;
}

TrainingOptions published_training(const ModelSpec& spec) {
  TrainingOptions options = train_options(Preset::kPublished, spec.data->kind).training;
  options.hidden = published_cells(spec.data->kind);
  options.steps = spec.steps;
  options.noise_in = spec.noise_in;
  options.noise_out = spec.noise_out;
  options.seed = spec.seed;
  return options;
}

struct ExemplarShelf::Entry {
  std::once_flag once;
  std::optional<Result<std::vector<ExemplarSet>>> sets;
};

Result<const std::vector<ExemplarSet>*> ExemplarShelf::get(const PreparedData& data,
                                                           const ExemplarOptions& options) {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard guard(lock_);
    auto& slot = entries_[fmt::format("{} {} {} {} {}", data.name, to_string(options.selection),
                                      options.per_class, options.seed, options.dtw)];
    if (!slot) slot = std::make_shared<Entry>();
    entry = slot;
  }
  std::call_once(entry->once, [&] {
    ExemplarOptions alone = options;
    alone.threads = 1;
    entry->sets.emplace(choose_exemplars(data.pool, alone));
  });
  const auto& sets = *entry->sets;
  if (!sets) return sets.error();
  return &*sets;
}

Result<Model> train_published(const ModelSpec& spec, ExemplarShelf& shelf, const ProgressFn& progress,
                              std::vector<std::string>& warnings) {
  const auto sets =
      shelf.get(*spec.data, {.per_class = spec.exemplars, .selection = spec.selection, .seed = spec.seed});
  if (!sets) return sets.error();
  TrainOptions options;
  options.preset = Preset::kPublished;
  options.training = published_training(spec);
  options.threads = 1;
  options.progress = progress;
  options.warn = [&](const std::string& text) { warnings.push_back(text); };
  auto modules =
      train_modules(**sets, spec.data->preprocessing.steps, spec.data->preprocessing.dims, 0, options);
  if (!modules) return modules.error();
  Model model;
  model.preset = to_string(Preset::kPublished);
  model.data_name = spec.data->name;
  model.data_fingerprint = spec.data->pool_fingerprint;
  model.preprocessing = spec.data->preprocessing;
  model.training = options.training;
  model.selection = to_string(spec.selection);
  model.modules = *std::move(modules);
  return model;
}

}  // namespace resketch
