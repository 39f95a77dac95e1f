#include <fmt/format.h>

#include "bench/bench.h"
#include "bench/workload.h"

namespace resketch::bench {
namespace {

struct Percentiles {
  double p50;
  double p99;
};

/// Milliseconds of classifying one item at a time on one core, the model made ready once; medians of the
/// percentiles of several passes.
Percentiles one_at_a_time(const Model& model, const Dataset& items, InferenceOptions inference, int runs) {
  ClassifyOptions options;
  options.inference = inference;
  options.threads = 1;
  const Classifier classifier = Classifier::make(model, options).value();
  const std::vector<Dataset> ones = one_by_one(items);
  std::vector<double> p50;
  std::vector<double> p99;
  for (int run = 0; run < runs; ++run) {
    std::vector<double> times;
    for (const Dataset& one : ones)
      times.push_back(1e3 * seconds_of([&] { (void)classifier.classify(one).value(); }));
    std::sort(times.begin(), times.end());
    p50.push_back(times[times.size() / 2]);
    p99.push_back(times[times.size() * 99 / 100]);
  }
  return {median(p50), median(p99)};
}

Percentiles add_row(const char* what, const std::string& data, const Model& model, const Dataset& items,
                    const Options& options, const Report& report) {
  const Percentiles found =
      one_at_a_time(model, items, default_inference(Preset::kDefault), options.effort.runs);
  report.row(fmt::format("one target, {}, {}, one core", what, data),
             fmt::format("p50 {:.2f} ms, p99 {:.2f} ms, of {} targets, {} modules, T {}", found.p50,
                         found.p99, items.size(), model.modules.size(), model.preprocessing.steps));
  return found;
}

}  // namespace

void bench_latency(const Options& options, const Workload& w, Report& report) {
  report.progress("one target at a time");
  const Dataset items = some_items(w.test, options.effort.single_targets);
  const Percentiles standard = add_row("default preset", w.data, w.standard, items, options, report);
  report.figure("one_target_p50_ms", standard.p50);
  report.figure("one_target_p99_ms", standard.p99);
  const Percentiles lstm =
      add_row("LSTM modules, default search", w.data, w.published, items, options, report);
  report.figure("one_target_lstm_p50_ms", lstm.p50);
  report.figure("one_target_lstm_p99_ms", lstm.p99);
  // Images take much longer.
  const int images = options.effort.single_targets / 20;
  if (images == 0) return;
  const Dataset pool = load_dataset("digits-sample", {.split = Split::kPool}).value();
  const Dataset digits = load_dataset("digits-sample", {.split = Split::kTest}).value();
  const Model model = train(pool, train_options(Preset::kDefault, pool.kind)).value();
  const Percentiles image =
      add_row("default preset", "digits-sample", model, some_items(digits, images), options, report);
  report.figure("one_target_image_p50_ms", image.p50);
}

}  // namespace resketch::bench
