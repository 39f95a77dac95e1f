// Expands an experiment into models and cells, makes what is missing, and writes the result.
#include "experiments/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>

#include "base/files.h"
#include "base/parallel.h"
#include "experiments/cell_store.h"
#include "experiments/meter.h"
#include "experiments/result_file.h"
#include "measures/gan_workshop.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

int training_steps(const PreparedData& data, const Sizes& sizes) {
  return std::max(1, static_cast<int>(published_steps(data.kind) * sizes.training));
}

struct ModelJob {
  ModelSpec spec;
  CellStore::Key key;
  double work = 0;
  std::optional<Model> model;
};

struct CellJob {
  CellTask task;
  CellStore::Key key;
  double work = 0;
  ModelJob* model = nullptr;
  std::optional<CellOutcome> outcome;
};

/// One run of an experiment.
class Run {
 public:
  Run(const Experiment& experiment, const ExperimentOptions& options, CellStore store)
      : experiment_(experiment),
        options_(options),
        sizes_(sizes_of(options.scale)),
        store_(std::move(store)) {
    if (options.scale == Scale::kDefault && experiment.seeds_at_default > 0)
      sizes_.seeds.resize(experiment.seeds_at_default);
    if (!options.seeds.empty()) sizes_.seeds = options.seeds;
  }

  Result<ExperimentOutcome> go() {
    const auto start = Clock::now();
    if (auto ok = prepare(); !ok) return ok.error();
    plan();
    if (auto ok = load_finished(); !ok) return ok.error();
    if (auto ok = work(); !ok) return ok.error();
    Measured measured;
    for (const auto& cell : cells_)
      measured.add(cell->task.variant.name, cell->task.seed, std::move(*cell->outcome));
    const Presentation shown = present(experiment_, measured);
    ExperimentOutcome out{.file = options_.out / (experiment_.name + ".json"),
                          .figures = shown.figures,
                          .warnings = warnings_,
                          .models = static_cast<int>(models_.size()),
                          .cells = static_cast<int>(cells_.size()),
                          .reused = reused_,
                          .seconds = seconds_since(start)};
    RunRecord record{experiment_, options_, sizes_, {}, shown, out};
    for (const auto& [name, set] : data_) record.data.push_back(set.get());
    if (auto ok = write_result(record); !ok) return ok.error();
    return out;
  }

 private:
  /// Every set before any work: what is missing is said at once.
  Result<void> prepare() {
    for (const Variant& variant : experiment_.variants) {
      if (variant.least > options_.scale) continue;
      if (needs_networks(variant.measure)) {
        if (auto ok = prepare_for_networks(variant); !ok) return ok;
        continue;
      }
      if (data_.contains(variant.data)) continue;
      auto data = prepare_data(variant.data, sizes_);
      if (!data) return data.error();
      data_.emplace(variant.data, std::make_unique<PreparedData>(*std::move(data)));
    }
    return {};
  }

  Result<void> prepare_for_networks(const Variant& variant) {
    if (auto ok = check_networks_available(); !ok) return ok;
    for (const std::string& name : {variant.data, variant.vision.strangers}) {
      if (name.empty() || data_.contains(whole(name))) continue;
      auto data = prepare_network_data(name, options_.scale);
      if (!data) return data.error();
      data_.emplace(whole(name), std::make_unique<PreparedData>(*std::move(data)));
    }
    return {};
  }

  /// Networks take more of a set than published modules do.
  static std::string whole(const std::string& name) { return name + ", whole"; }

  /// A cell that trains and measures a network. Its work is counted in passes of a module, roughly.
  void plan_network(const Variant& variant, std::uint64_t seed) {
    auto cell = std::make_unique<CellJob>();
    const PreparedData& data = *data_.at(whole(variant.data));
    cell->task.variant = variant;
    cell->task.seed = seed;
    cell->task.data = &data;
    cell->task.vision.scale = options_.scale;
    cell->task.vision.resume = options_.resume;
    if (!variant.vision.strangers.empty())
      cell->task.vision.strangers = data_.at(whole(variant.vision.strangers)).get();
    cell->key = network_cell_key(cell->task);
    cell->task.vision.gans = &gans_;
    cell->task.vision.checkpoint = store_.network_file(
        variant.measure == Measure::kGan ? gan_network_key(cell->task) : network_key(cell->task));
    cell->work = 1000.0 * data.pool.size() * (has_decoder(variant.vision.network.kind) ? 4 : 1);
    cells_.push_back(std::move(cell));
  }

  void plan() {
    for (const Variant& variant : experiment_.variants) {
      if (variant.least > options_.scale) continue;
      if (needs_networks(variant.measure)) {
        for (const std::uint64_t seed : sizes_.seeds) plan_network(variant, seed);
        continue;
      }
      const PreparedData& data = *data_.at(variant.data);
      const int forward_cells = published_cells(data.kind) / (sizes_.small_forward ? 10 : 1);
      const std::size_t seeds = one_seed_is_enough(variant.measure) ? 1 : sizes_.seeds.size();
      for (std::size_t s = 0; s < seeds; ++s) {
        auto cell = std::make_unique<CellJob>();
        cell->task = {
            variant, sizes_.seeds[s],          &data, nullptr, &shelf_, forward_cells, sizes_.holistic,
            {},      {.scale = options_.scale}};
        cell->key = cell_key(variant, sizes_.seeds[s], data, training_steps(data, sizes_), forward_cells,
                             sizes_.holistic);
        const double passes = 2.0 * data.test.size() * static_cast<double>(data.test.label_names.size()) * 51;
        cell->work = work_of(variant, passes);
        if (needs_model(variant.measure)) cell->model = model_for(variant, sizes_.seeds[s], data);
        cells_.push_back(std::move(cell));
      }
    }
  }

  /// In passes of a module; a forward LSTM takes about as long as a dozen of inverse classifications, a plain
  /// one as several, a wide network as its cells squared.
  double work_of(const Variant& variant, double passes) const {
    if (variant.measure == Measure::kForward) return passes * 12;
    if (variant.measure == Measure::kPlainForward) return passes * 6;
    if (variant.holistic.classes > 0) {
      const double width = sizes_.holistic.cells / 10.0;
      return sizes_.holistic.presentations_of(variant.holistic.classes) * width * width *
             variant.holistic.layers;
    }
    return needs_model(variant.measure) ? passes : passes / 50;
  }

  ModelJob* model_for(const Variant& variant, std::uint64_t seed, const PreparedData& data) {
    const ModelSpec spec{
        &data, variant.selection, variant.noise_in, variant.noise_out, training_steps(data, sizes_),
        seed,  variant.exemplars};
    auto key = model_key(spec);
    for (const auto& model : models_) {
      if (model->key == key) return model.get();
    }
    auto model = std::make_unique<ModelJob>();
    model->spec = spec;
    model->key = std::move(key);
    model->work = 3.0 * spec.steps * static_cast<double>(data.pool.label_names.size());
    models_.push_back(std::move(model));
    return models_.back().get();
  }

  /// With `resume`, everything that is there and sound; a damaged file stops the run before it starts.
  Result<void> load_finished() {
    if (!options_.resume) return {};
    for (const auto& cell : cells_) {
      auto found = store_.load_cell(cell->key);
      if (!found) return found.error();
      cell->outcome = *std::move(found);
      reused_ += cell->outcome ? 1 : 0;
    }
    for (const auto& model : models_) {
      if (!is_needed(*model)) continue;
      auto found = store_.load_model(model->key, model->spec);
      if (!found) return found.error();
      model->model = *std::move(found);
      reused_ += model->model ? 1 : 0;
    }
    return {};
  }

  bool is_needed(const ModelJob& model) const {
    return std::ranges::any_of(cells_, [&](const auto& c) { return c->model == &model && !c->outcome; });
  }

  /// Models first, then cells; every one on a thread of its own and on disk as soon as it is finished.
  Result<void> work() {
    std::vector<ModelJob*> models;
    std::vector<CellJob*> cells;
    double total = 0;
    for (const auto& model : models_) {
      if (model->model || !is_needed(*model)) continue;
      models.push_back(model.get());
      total += model->work;
    }
    for (const auto& cell : cells_) {
      if (cell->outcome) continue;
      cells.push_back(cell.get());
      total += cell->work;
    }
    Meter meter(options_.progress, total, static_cast<int>(models.size() + cells.size()));
    if (auto ok = each(models, meter, [&](ModelJob& job, const ProgressFn& p) { return train(job, p); }); !ok)
      return ok;
    return each(cells, meter, [&](CellJob& job, const ProgressFn& p) { return run_cell(job, p); });
  }

  template <typename Job, typename Do>
  Result<void> each(const std::vector<Job*>& jobs, Meter& meter, const Do& work) {
    std::vector<Result<void>> results(jobs.size());
    std::atomic<bool> stop = false;
    parallel_for(static_cast<int>(jobs.size()), options_.threads, [&](int i) {
      if (stop || meter.cancelled()) {
        results[i] = Error(ErrorCode::kCancelled, "the experiment was stopped");
        return;
      }
      {
        Meter::Job running(meter, jobs[i]->work);
        results[i] = work(*jobs[i], running.callback());
      }
      if (!results[i]) stop = true;
      if (results[i]) meter.finish(jobs[i]->work);
    });
    // What went wrong matters more than what was stopped because of it.
    for (const auto& result : results) {
      if (!result && result.error().code() != ErrorCode::kCancelled) return result;
    }
    for (const auto& result : results) {
      if (!result) return result;
    }
    return {};
  }

  Result<void> train(ModelJob& job, const ProgressFn& progress) {
    std::vector<std::string> warnings;
    auto model = train_published(job.spec, shelf_, progress, warnings);
    if (!model) return model.error();
    if (auto ok = store_.save_model(job.key, *model); !ok) return ok;
    job.model = *std::move(model);
    const std::lock_guard guard(lock_);
    warnings_.insert(warnings_.end(), warnings.begin(), warnings.end());
    return {};
  }

  Result<void> run_cell(CellJob& job, const ProgressFn& progress) {
    const auto start = Clock::now();
    job.task.model = job.model != nullptr ? &*job.model->model : nullptr;
    job.task.progress = progress;
    auto outcome = measure(job.task);
    if (!outcome) return outcome.error();
    const Json record = {{"variant", job.task.variant.name},
                         {"seed", job.task.seed},
                         {"seconds", seconds_since(start)},
                         {"version", options_.version},
                         {"commit", options_.commit}};
    if (auto ok = store_.save_cell(job.key, *outcome, record); !ok) return ok;
    job.outcome = *std::move(outcome);
    return {};
  }

  const Experiment& experiment_;
  const ExperimentOptions& options_;
  Sizes sizes_;
  CellStore store_;
  ExemplarShelf shelf_;
  GanShelf gans_;
  std::map<std::string, std::unique_ptr<PreparedData>> data_;
  std::vector<std::unique_ptr<ModelJob>> models_;
  std::vector<std::unique_ptr<CellJob>> cells_;
  std::vector<std::string> warnings_;
  std::mutex lock_;
  int reused_ = 0;
};

}  // namespace

Result<ExperimentOutcome> run_experiment(const Experiment& experiment, const ExperimentOptions& options) {
  auto store = CellStore::open(options.out);
  if (!store) return store.error();
  if (auto ok = check_writable(options.out / (experiment.name + ".json")); !ok) return ok.error();
  return Run(experiment, options, *std::move(store)).go();
}

}  // namespace resketch
