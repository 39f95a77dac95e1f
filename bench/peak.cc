#include "bench/bench.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/peak.cc"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace resketch::bench::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Runs `rounds` rounds of independent multiply-adds; returns how many operations that was.
double multiply_adds(int rounds, float* out) {
  constexpr int kChains = 12;  // latency times units of current cores, and still in 16 registers
  const hn::ScalableTag<float> d;
  const auto factor = hn::Set(d, 0.999F);
  const auto term = hn::Set(d, 0.001F);
  hn::Vec<decltype(d)> chains[kChains];
  for (int i = 0; i < kChains; ++i) chains[i] = hn::Set(d, static_cast<float>(i));
  for (int round = 0; round < rounds; ++round) {
    for (auto& chain : chains) chain = hn::MulAdd(chain, factor, term);
  }
  auto sum = chains[0];
  for (int i = 1; i < kChains; ++i) sum = hn::Add(sum, chains[i]);
  hn::StoreU(sum, d, out);  // so that the loop is needed
  return 2.0 * kChains * static_cast<double>(hn::Lanes(d)) * rounds;
}

}  // namespace resketch::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch::bench {

HWY_EXPORT(multiply_adds);

double measured_peak() {
  constexpr int kRuns = 20;
  float out[64];
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    double operations = 0;
    const double seconds =
        seconds_of([&] { operations = HWY_DYNAMIC_DISPATCH(multiply_adds)(1'000'000, out); });
    best = std::max(best, operations / seconds);
  }
  return best;
}

}  // namespace resketch::bench
#endif
