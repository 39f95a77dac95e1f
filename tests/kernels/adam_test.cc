#include "kernels/adam.h"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/random_lstm.h"

namespace resketch {
namespace {

TEST(Adam, FollowsTheAlgorithmOfThePaper) {
  with_each_isa([](const std::string& isa) {
    SCOPED_TRACE(isa);
    const std::size_t L = 2 * simd_lanes() + 3;  // the last three are not a whole vector
    RandomStream random(3);
    AlignedVector<float> p = random_values<AlignedVector<float>>(L, random, -1, 1);
    AlignedVector<float> m(L, 0.0F);
    AlignedVector<float> v(L, 0.0F);
    std::vector<double> p64(p.begin(), p.end());
    std::vector<double> m64(L, 0);
    std::vector<double> v64(L, 0);
    for (int step = 1; step <= 20; ++step) {
      const auto g = random_values<AlignedVector<float>>(L, random, -1, 1);
      adam_update({.rate = 0.01, .step = static_cast<std::uint64_t>(step)}, L, g.data(), p.data(), m.data(),
                  v.data());
      for (std::size_t l = 0; l < L; ++l) {
        m64[l] = 0.9 * m64[l] + 0.1 * g[l];
        v64[l] = 0.999 * v64[l] + 0.001 * g[l] * g[l];
        p64[l] -= 0.01 * (m64[l] / (1 - std::pow(0.9, step))) /
                  (std::sqrt(v64[l] / (1 - std::pow(0.999, step))) + 1e-8);
      }
    }
    for (std::size_t l = 0; l < L; ++l) EXPECT_NEAR(p[l], p64[l], 2e-6);
  });
}

}  // namespace
}  // namespace resketch
