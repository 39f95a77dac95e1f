#include "kernels/noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "kernels/random_lstm.h"

namespace resketch {
namespace {

TEST(Noise, TakesItsBitsFromTheModulesOwnStream) {
  with_each_isa([](const std::string& isa) {
    SCOPED_TRACE(isa);
    const std::size_t L = module_lanes();
    std::vector<std::uint32_t> modules(L);
    for (std::size_t l = 0; l < L; ++l) modules[l] = static_cast<std::uint32_t>(3 + l);
    AlignedVector<float> values(6 * L, 0.5F);
    add_normal_noise(42, kRandomOutputNoise, 7, modules.data(), 2.0F, 6, values.data());
    for (std::size_t l = 0; l < L; ++l) {
      RandomStream stream(42, kRandomOutputNoise, modules[l], 7);
      for (int pair = 0; pair < 3; ++pair) {
        const double u = 1.0 - stream.uniform();
        const double angle = 2 * std::numbers::pi * stream.uniform();
        const double radius = 2 * std::sqrt(-2 * std::log(u));
        EXPECT_NEAR(values[(2 * pair) * L + l], 0.5 + radius * std::cos(angle), 2e-5);
        EXPECT_NEAR(values[(2 * pair + 1) * L + l], 0.5 + radius * std::sin(angle), 2e-5);
      }
    }
  });
}

TEST(Noise, IsStandardNormal) {
  const std::size_t L = module_lanes();
  std::vector<std::uint32_t> modules(L);
  for (std::size_t l = 0; l < L; ++l) modules[l] = static_cast<std::uint32_t>(l);
  AlignedVector<float> values(40000 * L, 0.0F);
  add_normal_noise(1, kRandomOutputNoise, 0, modules.data(), 1.0F, 40000, values.data());
  double sum = 0;
  double squares = 0;
  double fourths = 0;
  for (const float v : values) {
    sum += v;
    squares += v * v;
    fourths += std::pow(v, 4);
  }
  const double n = static_cast<double>(values.size());
  EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, 8 / std::sqrt(n));
  EXPECT_NEAR(fourths / n, 3, 50 / std::sqrt(n));
}

}  // namespace
}  // namespace resketch
