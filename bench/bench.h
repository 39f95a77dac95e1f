// What the parts of the benchmark share: how much to measure, how to time, and the list of the parts.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "bench/report.h"

namespace resketch::bench {

/// How much is measured. Shorter efforts measure the same with smaller slices; a row says which slice.
struct Effort {
  int runs = 5;                 ///< of which the median counts
  double kernel_seconds = 0.1;  ///< least length of a kernel's run
  int steps_timed = 40'000;     ///< training steps of a run
  int steps_trained = 40'000;   ///< of the modules that inference is measured with
  int targets = 400;            ///< of batch inference
  int single_targets = 400;     ///< classified one at a time
  int classes = 1'000;          ///< of the many
  int many_targets = 1'000;     ///< classified among the many, once exhaustively
  int streamed = 10'000;        ///< targets of the memory measurement
  bool slow_peers = true;       ///< the Python peers
};

inline constexpr Effort kFull{};
inline constexpr Effort kQuick{.kernel_seconds = 0.01,
                               .steps_timed = 2'000,
                               .targets = 160,
                               .single_targets = 100,
                               .many_targets = 200,
                               .streamed = 2'000,
                               .slow_peers = false};
/// For the test of the benchmark: every figure, none of them worth reading.
inline constexpr Effort kSmoke{.runs = 1,
                               .kernel_seconds = 0.0001,
                               .steps_timed = 10,
                               .steps_trained = 20,
                               .targets = 16,
                               .single_targets = 5,
                               .classes = 40,
                               .many_targets = 10,
                               .streamed = 80,
                               .slow_peers = false};

/// Steps of the published training of characters.
inline constexpr int kPublishedSteps = 40'000;

struct Options {
  Effort effort;
  int threads = 2;  ///< of whatever is not said to run on one core
};

inline double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

/// Median over `runs` of the seconds that `work` takes; for work long enough to need no warming up.
inline double median_seconds(int runs, const auto& work) {
  std::vector<double> times;
  for (int run = 0; run < runs; ++run) times.push_back(seconds_of(work));
  return median(std::move(times));
}

/// The same for short work: a run repeats it for at least `least` seconds.
inline double median_seconds(int runs, double least, const auto& work) {
  work();  // warms caches and finds how many calls a run needs
  const int calls = std::max(1, static_cast<int>(least / std::max(seconds_of(work), 1e-9)));
  return median_seconds(runs,
                        [&] {
                          for (int call = 0; call < calls; ++call) work();
                        }) /
         calls;
}

/// Floating-point operations a second of independent fused multiply-adds, current instruction set, one core.
/// The best of several runs: what the core can do, not what it usually gets to do.
double measured_peak();

struct Workload;

/// Kernels by instruction set, H and T: GFLOP/s of their matrix-vector work and share of the measured peak.
void bench_kernels(const Options& options, Report& report);

/// Training the published modules.
void bench_training(const Options& options, const Workload& workload, Report& report);

/// The published search for many targets by all modules.
void bench_inference(const Options& options, const Workload& workload, Report& report);

/// The default search of LSTM modules against the published one, at equal loss.
void bench_search(const Options& options, const Workload& workload, Report& report);

/// One target at a time, one core.
void bench_latency(const Options& options, const Workload& workload, Report& report);

/// The default generator against 1-NN DTW over the same exemplars.
void bench_nearest_neighbour(const Options& options, const Workload& workload, Report& report);

/// Cost and agreement of classification among many classes, and the memory that it takes.
void bench_many_classes(const Options& options, Report& report);

/// What the process whose memory is measured does: classifies `count` targets, a batch at a time, by the
/// model of many classes in a file. @errors throws Error
void classify_stream(const std::string& model_file, int count, int threads);

}  // namespace resketch::bench
