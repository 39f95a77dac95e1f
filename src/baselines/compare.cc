// Whether one method is better than another on the same items.
#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/parallel.h"
#include "base/random.h"
#include "resketch/baseline.h"

namespace resketch {
namespace {

/// Two-sided probability of at most `fewer` heads or tails among `tosses` of a fair coin.
double exact_sign_test(int fewer, int tosses) {
  if (2 * fewer >= tosses) return 1;
  double tail = 0;
  for (int k = 0; k <= fewer; ++k) {
    const double log_ways = std::lgamma(tosses + 1.0) - std::lgamma(k + 1.0) - std::lgamma(tosses - k + 1.0);
    tail += std::exp(log_ways - tosses * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace

Comparison compare(const std::vector<bool>& first, const std::vector<bool>& second,
                   const ComparisonOptions& options) {
  assert(first.size() == second.size() && options.draws > 0);
  Comparison out;
  out.items = static_cast<int>(first.size());
  if (out.items == 0) return out;
  std::vector<int> lead(out.items);  // of the first: 1, 0 or -1
  for (int n = 0; n < out.items; ++n) {
    lead[n] = (first[n] ? 1 : 0) - (second[n] ? 1 : 0);
    out.only_first += lead[n] > 0 ? 1 : 0;
    out.only_second += lead[n] < 0 ? 1 : 0;
  }
  out.difference = static_cast<double>(out.only_first - out.only_second) / out.items;
  out.p = exact_sign_test(std::min(out.only_first, out.only_second), out.only_first + out.only_second);

  std::vector<int> sums(options.draws);
  parallel_for(options.draws, options.threads, [&](int draw) {
    RandomStream random(options.seed, kRandomBootstrap, 0, static_cast<std::uint32_t>(draw));
    for (int n = 0; n < out.items; ++n)
      sums[draw] += lead[random.below(static_cast<std::uint32_t>(out.items))];
  });
  std::sort(sums.begin(), sums.end());
  const auto tail = static_cast<std::size_t>(.025 * options.draws);
  out.low = static_cast<double>(sums[tail]) / out.items;
  out.high = static_cast<double>(sums[sums.size() - 1 - tail]) / out.items;
  return out;
}

}  // namespace resketch
