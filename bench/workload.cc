#include "bench/workload.h"

#include <fmt/format.h>

#include <algorithm>

namespace resketch::bench {

Workload make_workload(const Options& options, const Report& report) {
  Workload w;
  w.data = "characters";
  auto characters = load_dataset(w.data, {.split = Split::kPool});
  if (characters) {
    w.pool = *std::move(characters);
  } else {
    report.progress(
        fmt::format("{}; measuring with the synthetic set 'pen' instead", characters.error().what()));
    w.data = "pen";
    w.pool = load_dataset(w.data, {.split = Split::kPool}).value();
  }
  w.test = load_dataset(w.data, {.split = Split::kTest}).value();
  w.preprocessing = fit_preprocessing(w.pool).value();
  w.sets = choose_exemplars(preprocess(w.preprocessing, w.pool).value()).value();
  w.training = train_options(Preset::kPublished, w.pool.kind);
  w.training.threads = options.threads;
  w.training.training.hidden = 10;
  w.training.training.steps = options.effort.steps_trained;
  report.progress(fmt::format("training {} LSTM modules on {}, {} steps", w.sets.size(), w.data,
                              options.effort.steps_trained));
  w.published = train(w.pool, w.training).value();
  w.standard = train(w.pool, train_options(Preset::kDefault, w.pool.kind)).value();
  return w;
}

Dataset some_items(const Dataset& data, int count) {
  const int n = std::min(count, data.size());
  std::vector<int> items;
  for (int i = 0; i < n; ++i) items.push_back(static_cast<int>(static_cast<long>(i) * data.size() / n));
  return data.subset(items);
}

std::vector<Dataset> one_by_one(const Dataset& data) {
  std::vector<Dataset> ones;
  for (int item = 0; item < data.size(); ++item) ones.push_back(data.subset(std::vector<int>{item}));
  return ones;
}

std::vector<int> thread_counts(int most) {
  std::vector<int> counts;
  for (int threads = 1; threads < most; threads *= 2) counts.push_back(threads);
  counts.push_back(most);
  return counts;
}

std::string threads_text(int threads) {
  return fmt::format("{} thread{}", threads, threads == 1 ? "" : "s");
}

std::string size_text(const Dataset& items, const Model& model) {
  return fmt::format("{} targets x {} modules", items.size(), model.modules.size());
}

}  // namespace resketch::bench
