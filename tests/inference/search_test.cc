#include "inference/search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"
#include "kernels/lstm_reference.h"

namespace resketch {
namespace {

const LstmShape kShape{4, 8, 2, 40};
constexpr std::size_t kSize = 80;  // T x D

SearchModule any_module(std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<float> parameters(LstmLayout(kShape).size);
  for (float& p : parameters) p = random.uniform(-0.9F, 0.9F);
  return {PackedLstm(kShape, parameters), 3};
}

std::vector<float> parameters_of(std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<float> parameters(LstmLayout(kShape).size);
  for (float& p : parameters) p = random.uniform(-0.9F, 0.9F);
  return parameters;
}

/// `count` targets drawn by the module itself from random points of the simplex, with some noise.
std::vector<float> drawn_targets(std::uint64_t seed, int count, float noise) {
  const auto p = parameters_of(seed);
  const std::vector<double> weights(p.begin(), p.end());
  RandomStream random(seed + 1);
  std::vector<float> targets;
  for (int n = 0; n < count; ++n) {
    std::vector<double> z(4);
    for (double& value : z) value = -std::log(1.0 - random.uniform());
    const double sum = std::accumulate(z.begin(), z.end(), 0.0);
    for (double& value : z) value /= sum;
    for (const double y : reference::draw(kShape, weights, z)) {
      targets.push_back(static_cast<float>(y) + noise * random.normal());
    }
  }
  return targets;
}

InferenceOptions gauss_newton(int iterations = 30) {
  InferenceOptions options;
  options.method = InferenceOptions::Method::kGaussNewton;
  options.iterations = iterations;
  return options;
}

TEST(GaussNewtonSearch, FindsTheLatentThatDrewTheTarget) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const SearchModule module = any_module(seed);
    SearchScratch scratch(module.lstm);
    const auto targets = drawn_targets(seed, simd_lanes(), 0);
    const auto block = make_target_block(0, targets, kSize);
    const auto found = search(module, block, gauss_newton(), scratch);
    for (int l = 0; l < simd_lanes(); ++l) EXPECT_LT(found.loss[l], 1e-6) << "seed " << seed << " lane " << l;
  }
}

TEST(GaussNewtonSearch, StaysOnTheSimplex) {
  const SearchModule module = any_module(9);
  SearchScratch scratch(module.lstm);
  const auto targets = drawn_targets(9, simd_lanes(), 1.0F);
  const auto found = search(module, make_target_block(0, targets, kSize), gauss_newton(), scratch);
  for (int l = 0; l < simd_lanes(); ++l) {
    float sum = 0;
    for (int k = 0; k < 4; ++k) {
      EXPECT_GE(found.z[k * simd_lanes() + l], 0);
      sum += found.z[k * simd_lanes() + l];
    }
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

TEST(GaussNewtonSearch, KeepsAWeightAtZeroWhereAsked) {
  const SearchModule module = any_module(4);
  SearchScratch scratch(module.lstm);
  const auto targets = drawn_targets(4, simd_lanes(), 0.1F);
  std::vector<int> without(simd_lanes());
  for (int l = 0; l < simd_lanes(); ++l) without[l] = l % 4;
  for (const auto method : {InferenceOptions::Method::kGaussNewton, InferenceOptions::Method::kAdam}) {
    InferenceOptions options = gauss_newton();
    options.method = method;
    const auto found = search(module, make_target_block(0, targets, kSize), options, scratch, without);
    for (int l = 0; l < simd_lanes(); ++l) EXPECT_EQ(found.z[without[l] * simd_lanes() + l], 0);
  }
}

/// The published loop in double precision, one target.
double published_loss(const std::vector<double>& weights, std::vector<double> z,
                      const std::vector<double>& target, const InferenceOptions& o) {
  std::vector<double> m(4, 0);
  std::vector<double> v(4, 0);
  for (int iteration = 0; iteration < o.iterations; ++iteration) {
    double sum = 0;
    for (double& value : z) sum += value = std::clamp(value, 0.0, 1.0);
    for (double& value : z) value /= sum;
    const auto g = reference::loss_and_gradients(kShape, weights, z, target).z;
    for (int k = 0; k < 4; ++k) {
      m[k] = 0.9 * m[k] + 0.1 * g[k];
      v[k] = 0.99 * v[k] + 0.01 * g[k] * g[k];
      z[k] -= 0.05 * m[k] / (std::sqrt(v[k]) + 1e-8);
    }
  }
  return reference::loss_and_gradients(kShape, weights, z, target).loss;
}

TEST(AdamSearch, IsThePublishedLoop) {
  for (const int iterations : {0, 1, 10, 50}) {
    InferenceOptions options;
    options.iterations = iterations;
    const SearchModule module = any_module(6);
    const auto p = parameters_of(6);
    SearchScratch scratch(module.lstm);
    const auto targets = drawn_targets(6, simd_lanes(), 0.3F);
    const auto block = make_target_block(0, targets, kSize);
    const auto found = search(module, block, options, scratch);
    const auto start = latent_start(module, block, options, {});
    for (int l = 0; l < simd_lanes(); ++l) {
      std::vector<double> z(4);
      for (int k = 0; k < 4; ++k) z[k] = start[k * simd_lanes() + l];
      const std::vector<double> target(targets.begin() + l * kSize, targets.begin() + (l + 1) * kSize);
      const double expected = published_loss({p.begin(), p.end()}, z, target, options);
      EXPECT_NEAR(found.loss[l] / expected, 1, 2e-3) << iterations << " iterations, lane " << l;
    }
  }
}

TEST(LatentStart, IsThePublishedOne) {
  const SearchModule module = any_module(1);
  const auto block = make_target_block(0, drawn_targets(1, simd_lanes(), 0), kSize);
  const auto z = latent_start(module, block, {}, {});
  for (const float value : z) {
    EXPECT_GE(value, 0.245F);
    EXPECT_LE(value, 0.255F);
  }
}

TEST(Search, DependsOnTargetAndItemAloneNotOnTheLane) {
  const SearchModule module = any_module(2);
  SearchScratch scratch(module.lstm);
  const int lanes = simd_lanes();
  if (lanes == 1) GTEST_SKIP() << "one lane has no other";
  const auto targets = drawn_targets(2, lanes, 0.2F);
  for (const auto method : {InferenceOptions::Method::kGaussNewton, InferenceOptions::Method::kAdam}) {
    InferenceOptions options = gauss_newton();
    options.method = method;
    const auto all = search(module, make_target_block(100, targets, kSize), options, scratch);
    const auto last = search(
        module, make_target_block(100 + lanes - 1, std::span(targets).subspan((lanes - 1) * kSize), kSize),
        options, scratch);
    EXPECT_EQ(last.loss[0], all.loss[lanes - 1]);
    for (int k = 0; k < 4; ++k) EXPECT_EQ(last.z[k * lanes], all.z[k * lanes + lanes - 1]);
  }
}

TEST(GaussNewtonSearch, NeedsFarFewerPassesThanAdamForAnEqualLoss) {
  int no_worse = 0;
  int total = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const SearchModule module = any_module(seed);
    SearchScratch scratch(module.lstm);
    const auto block = make_target_block(0, drawn_targets(seed, simd_lanes(), 0.05F), kSize);
    const auto ours = search(module, block, gauss_newton(10), scratch);
    const auto adam = search(module, block, {}, scratch);
    for (int l = 0; l < simd_lanes(); ++l) {
      ++total;
      no_worse += ours.loss[l] <= adam.loss[l] * 1.01F ? 1 : 0;
    }
  }
  EXPECT_GE(no_worse, 0.9 * total);
}

}  // namespace
}  // namespace resketch
