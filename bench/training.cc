#include <fmt/format.h>

#include "bench/bench.h"
#include "bench/peers.h"
#include "bench/workload.h"
#include "training/train_modules.h"

namespace resketch::bench {
namespace {

/// Seconds that `steps` steps of all modules take.
double training_seconds(const Workload& w, int steps, int threads, int runs) {
  TrainOptions options = w.training;
  options.training.steps = steps;
  options.threads = threads;
  return median_seconds(runs, [&] {
    (void)train_modules(w.sets, w.preprocessing.steps, w.preprocessing.dims, 0, options).value();
  });
}

}  // namespace

void bench_training(const Options& options, const Workload& w, Report& report) {
  const Effort& effort = options.effort;
  const double scale = static_cast<double>(kPublishedSteps) / effort.steps_timed;
  std::vector<double> seconds;  // by threads, for all published steps
  for (const int threads : thread_counts(options.threads)) {
    report.progress("training, " + threads_text(threads));
    seconds.push_back(scale * training_seconds(w, effort.steps_timed, threads, effort.runs));
    report.row(
        fmt::format("training, {} modules, {}", w.sets.size(), threads_text(threads)),
        fmt::format("{:.2f} s for {} steps (from {})", seconds.back(), kPublishedSteps, effort.steps_timed));
  }
  report.figure("train_seconds", seconds.back());
  if (seconds.size() > 1) {
    report.figure("thread_scaling_train", seconds[0] / seconds[1]);
  } else {
    report.skip("thread_scaling_train", "needs two threads");
  }
  if (const auto why = why_no_peers(options)) {
    report.skip("train_vs_published_loop", *why);
    report.skip("train_vs_bmm", *why);
  } else {
    bench_training_peers(options, w, seconds.back(), report);
  }
}

}  // namespace resketch::bench
