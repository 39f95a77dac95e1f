#include "classify/make_model.h"

#include <fmt/format.h>

#include <utility>

#include "classify/group_means.h"
#include "classify/make_modules.h"
#include "classify/medoids.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

void warn_of_small_classes(const std::vector<ExemplarSet>& sets, const TrainOptions& options) {
  if (!options.warn || options.exemplars.selection == Selection::kAll) return;
  for (const ExemplarSet& set : sets) {
    if (set.count >= options.exemplars.per_class) continue;
    options.warn(fmt::format("class '{}' has only {} different example{}; all of them become exemplars",
                             set.label, set.count, set.count == 1 ? "" : "s"));
  }
}

/// Whether an exemplar is to be what its group draws of the item in its middle.
bool averages_groups(const TrainOptions& options, GeneratorKind generator) {
  return options.exemplars.selection == Selection::kKMeans && options.preset == Preset::kDefault &&
         generator != GeneratorKind::kLstm;
}

/// The exemplars that the options ask for, or those that the search for them begins with.
Result<std::vector<ExemplarSet>> choose(const Dataset& targets, const TrainOptions& options,
                                        GeneratorKind generator) {
  ExemplarOptions exemplars = options.exemplars;
  exemplars.threads = options.threads;
  if (seeks_medoids(options, generator)) {
    exemplars.selection = Selection::kRandom;
  } else if (averages_groups(options, generator)) {
    exemplars.selection = Selection::kNearest;
  }
  std::vector<float> features;
  if (clustered(exemplars.selection) && options.preset == Preset::kDefault)
    features = clustering_features(generator, targets, options.threads);
  auto sets = choose_exemplars(targets, exemplars, features);
  if (sets) warn_of_small_classes(*sets, options);
  return sets;
}

}  // namespace

bool clustered(Selection selection) {
  return selection == Selection::kKMeans || selection == Selection::kNearest;
}

bool seeks_medoids(const TrainOptions& options, GeneratorKind generator) {
  return clustered(options.exemplars.selection) && options.preset == Preset::kDefault &&
         (generator == GeneratorKind::kStroke || generator == GeneratorKind::kSeries);
}

Result<Model> make_model(const Dataset& targets, const Preprocessing& preprocessing,
                         const TrainOptions& options) {
  auto sets = choose(targets, options, options.generator);
  if (!sets) return sets.error();
  auto modules = make_modules(options.generator, *sets, preprocessing, 0, options);
  if (!modules) return modules.error();
  Model model;
  model.preset = to_string(options.preset);
  model.generator = options.generator;
  model.preprocessing = preprocessing;
  model.training = options.training;
  model.selection = to_string(options.exemplars.selection);
  model.modules = *std::move(modules);
  if (model.generator == GeneratorKind::kLstm) return model;
  if (auto learned = learn_style(model); !learned) return learned.error();
  if (seeks_medoids(options, model.generator)) {
    if (auto done = choose_medoids(model.modules, *sets, targets, model, options.threads); !done)
      return done.error();
    if (auto learned = learn_style(model); !learned) return learned.error();
  }
  if (averages_groups(options, model.generator)) {
    if (auto done = average_groups(model.modules, *sets, targets, model, options.threads); !done)
      return done.error();
    if (auto learned = learn_style(model); !learned) return learned.error();
  }
  return model;
}

Result<Module> make_module(const Dataset& targets, const Model& model, const TrainOptions& options) {
  auto sets = choose(targets, options, model.generator);
  if (!sets) return sets.error();
  auto modules = make_modules(model.generator, *sets, model.preprocessing,
                              static_cast<std::uint32_t>(model.modules.size()), options);
  if (!modules) return modules.error();
  if (seeks_medoids(options, model.generator)) {
    if (auto done = choose_medoids(*modules, *sets, targets, model, options.threads); !done)
      return done.error();
  }
  if (averages_groups(options, model.generator)) {
    if (auto done = average_groups(*modules, *sets, targets, model, options.threads); !done)
      return done.error();
  }
  return std::move(modules->front());
}

}  // namespace resketch
