// What a classification costs beside 1-NN with dynamic time warping over the same exemplars.
#include <fmt/format.h>

#include "bench/bench.h"
#include "bench/workload.h"
#include "resketch/baseline.h"

namespace resketch::bench {
namespace {

double share_right(const Model& model, const Dataset& items, const std::vector<int>& answers) {
  double right = 0;
  for (int n = 0; n < items.size(); ++n)
    right += model.modules[answers[n]].label == items.label_names[items.labels[n]] ? 1 : 0;
  return right / items.size();
}

}  // namespace

void bench_nearest_neighbour(const Options& options, const Workload& w, Report& report) {
  report.progress("default preset and 1-NN DTW");
  const Dataset items = some_items(w.test, options.effort.targets);
  const Model& model = w.standard;
  std::vector<int> answers;
  const double dtw = median_seconds(options.effort.runs, [&] {
    answers = answer_by(Baseline::kDtw, model, items, {.threads = options.threads}).value().modules;
  });
  report.row(fmt::format("1-NN DTW, {}, {}", size_text(items, model), threads_text(options.threads)),
             fmt::format("{:.3f} ms a target, accuracy {:.4f}", 1e3 * dtw / items.size(),
                         share_right(model, items, answers)));
  ClassifyOptions usual;
  usual.threads = options.threads;
  const double ours = median_seconds(options.effort.runs, [&] {
    answers.clear();
    for (const Decision& decision : classify(model, items, usual).value()) answers.push_back(decision.best);
  });
  report.row(fmt::format("default preset, {}, {}", size_text(items, model), threads_text(options.threads)),
             fmt::format("{:.3f} ms a target, accuracy {:.4f}: {:.1f} times the cost of 1-NN DTW",
                         1e3 * ours / items.size(), share_right(model, items, answers), ours / dtw));
  // Two methods and two answers, each with its accuracy beside it: no losses that could be compared.
  report.figure("classify_cost_vs_dtw", ours / dtw);
}

}  // namespace resketch::bench
