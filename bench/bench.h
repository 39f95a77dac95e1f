// What the parts of the benchmark share.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace resketch::bench {

/// Name to value, as bench.json has them under `figures`.
using Figures = std::map<std::string, double>;

struct Options {
  bool quick = false;
};

inline double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Median over `runs` of the seconds that one call takes, each run being calls for at least `least` seconds.
inline double median_seconds(int runs, double least, const auto& work) {
  work();  // warms caches and finds how many calls a run needs
  const int calls = std::max(1, static_cast<int>(least / std::max(seconds_of(work), 1e-9)));
  std::vector<double> times;
  for (int run = 0; run < runs; ++run) {
    times.push_back(seconds_of([&] {
                      for (int call = 0; call < calls; ++call) work();
                    }) /
                    calls);
  }
  std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
  return times[runs / 2];
}

/// Floating-point operations a second of independent fused multiply-adds, current instruction set, one core.
double measured_peak(const Options& options);

/// Kernels by instruction set and size: GFLOP/s of their matrix-vector work and share of the measured peak.
void bench_kernels(const Options& options, Figures& figures);

/// One target at a time, one thread, default presets.
void bench_latency(const Options& options, Figures& figures);

}  // namespace resketch::bench
