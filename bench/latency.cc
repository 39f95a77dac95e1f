#include <fmt/format.h>

#include "bench/bench.h"
#include "resketch/resketch.h"

namespace resketch::bench {
namespace {

/// Milliseconds of classify() on one item at a time, sorted.
std::vector<double> one_at_a_time(const char* set, const Options& options) {
  const Dataset pool = load_dataset(set, {.split = Split::kPool}).value();
  const Dataset test = load_dataset(set, {.split = Split::kTest}).value();
  const Model model = train(pool, train_options(Preset::kDefault, pool.kind)).value();
  ClassifyOptions one_thread;
  one_thread.threads = 1;
  std::vector<double> times;
  const int step = options.quick ? 5 : 1;
  for (int item = 0; item < test.size(); item += step) {
    const int items[] = {item};
    const Dataset one = test.subset(items);
    times.push_back(1e3 * seconds_of([&] { (void)classify(model, one, one_thread).value(); }));
  }
  std::sort(times.begin(), times.end());
  return times;
}

}  // namespace

void bench_latency(const Options& options, Figures& figures) {
  fmt::print("\none target, default preset, one thread, model made ready each time\n");
  for (const char* set : {"pen", "digits-sample"}) {
    const auto times = one_at_a_time(set, options);
    const double p50 = times[times.size() / 2];
    const double p99 = times[times.size() * 99 / 100];
    fmt::print("{:<14} p50 {:7.2f} ms   p99 {:7.2f} ms   {} items\n", set, p50, p99, times.size());
    figures[fmt::format("one_target_{}_p50_ms", set)] = p50;
    figures[fmt::format("one_target_{}_p99_ms", set)] = p99;
  }
}

}  // namespace resketch::bench
