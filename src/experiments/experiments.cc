// The public face: which experiments there are, and running one by name.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "experiments/catalogue.h"
#include "experiments/run.h"
#include "measures/cell.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

const Experiment* find(const std::string& name) {
  const auto& all = catalogue();
  const auto found = std::ranges::find(all, name, &Experiment::name);
  return found == all.end() ? nullptr : &*found;
}

Error no_such_experiment(const std::string& name) {
  std::string names;
  for (const Experiment& experiment : catalogue()) names += (names.empty() ? "" : ", ") + experiment.name;
  return {ErrorCode::kUsage, fmt::format("there is no experiment '{}'; there are {}", name, names)};
}

ExperimentInfo describe(const Experiment& experiment, Scale scale) {
  ExperimentInfo out{.name = experiment.name,
                     .title = experiment.title,
                     .shows = experiment.shows,
                     .source = experiment.source,
                     .data = {},
                     .seeds = sizes_of(scale).seeds};
  if (scale == Scale::kDefault && experiment.seeds_at_default > 0)
    out.seeds.resize(experiment.seeds_at_default);
  std::set<std::string> models;
  for (const Variant& variant : experiment.variants) {
    if (variant.least > scale) continue;
    for (const std::string& name : {variant.data, variant.vision.strangers}) {
      if (!name.empty() && std::ranges::find(out.data, name) == out.data.end()) out.data.push_back(name);
    }
    const int seeds = one_seed_is_enough(variant.measure) ? 1 : static_cast<int>(out.seeds.size());
    out.cells += seeds;
    out.needs_libtorch = out.needs_libtorch || needs_networks(variant.measure);
    if (!needs_model(variant.measure)) continue;
    for (int s = 0; s < seeds; ++s) {
      models.insert(fmt::format("{} {} {} {} {} {}", variant.data, to_string(variant.selection),
                                variant.exemplars, variant.noise_in, variant.noise_out, s));
    }
  }
  out.models = static_cast<int>(models.size());
  return out;
}

}  // namespace

std::vector<ExperimentInfo> list_experiments(Scale scale) {
  std::vector<ExperimentInfo> out;
  for (const Experiment& experiment : catalogue()) out.push_back(describe(experiment, scale));
  return out;
}

Result<ExperimentInfo> find_experiment(const std::string& name, Scale scale) {
  const Experiment* experiment = find(name);
  if (experiment == nullptr) return no_such_experiment(name);
  return describe(*experiment, scale);
}

Result<ExperimentOutcome> run_experiment(const std::string& name, const ExperimentOptions& options) {
  const Experiment* experiment = find(name);
  if (experiment == nullptr) return no_such_experiment(name);
  return run_experiment(*experiment, options);
}

}  // namespace resketch
