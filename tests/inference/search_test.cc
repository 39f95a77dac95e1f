#include "inference/search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "inference/race.h"
#include "kernels/lstm_reference.h"

namespace resketch {
namespace {

const LstmShape kShape{4, 8, 2, 40};
constexpr std::size_t kSize = 80;  // T x D

SearchModule any_module(std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<float> parameters(LstmLayout(kShape).size);
  for (float& p : parameters) p = random.uniform(-0.9F, 0.9F);
  SearchModule module{PackedLstm(kShape, parameters), 3};
  module.atlas.emplace(module.lstm);
  return module;
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
  options.exhaustive = true;
  return options;
}

std::vector<SearchTask> tasks_for(int count) {
  std::vector<SearchTask> tasks(count);
  for (int n = 0; n < count; ++n) tasks[n].target = n;
  return tasks;
}

/// Searches for all of `values` by the method of `options`; Gauss-Newton from the atlas.
/// @param without [N], or empty
SearchResult find(const SearchModule& module, const std::vector<float>& values, InferenceOptions options,
                  const std::vector<int>& without = {}, int first = 0) {
  const SearchTargets targets{values, first};
  if (options.method == InferenceOptions::Method::kGaussNewton) {
    ScratchPool scratches;
    return race(std::span(&module, 1), targets, without, options, 1, scratches).front();
  }
  auto tasks = tasks_for(static_cast<int>(values.size() / kSize));
  for (std::size_t n = 0; n < without.size(); ++n) tasks[n].without = without[n];
  SearchScratch scratch(module.lstm);
  return adam_search(module, targets, tasks, options, scratch);
}

constexpr int kMany = 37;  // no multiple of any number of lanes

TEST(GaussNewtonSearch, FindsTheLatentThatDrewTheTarget) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto found = find(any_module(seed), drawn_targets(seed, kMany, 0), gauss_newton());
    for (int n = 0; n < kMany; ++n) EXPECT_LT(found.loss[n], 1e-5) << "seed " << seed << " target " << n;
  }
}

TEST(GaussNewtonSearch, StaysOnTheSimplex) {
  const auto found = find(any_module(9), drawn_targets(9, kMany, 1.0F), gauss_newton());
  for (int n = 0; n < kMany; ++n) {
    float sum = 0;
    for (int k = 0; k < 4; ++k) {
      EXPECT_GE(found.z[n * 4 + k], 0);
      sum += found.z[n * 4 + k];
    }
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

TEST(GaussNewtonSearch, ItsLossIsThatOfItsLatent) {
  const auto p = parameters_of(5);
  const std::vector<double> weights(p.begin(), p.end());
  const auto targets = drawn_targets(5, kMany, 0.3F);
  const auto found = find(any_module(5), targets, gauss_newton(3));
  for (int n = 0; n < kMany; ++n) {
    const std::vector<double> z(found.z.begin() + n * 4, found.z.begin() + (n + 1) * 4);
    const std::vector<double> target(targets.begin() + n * kSize, targets.begin() + (n + 1) * kSize);
    const double expected = reference::loss_and_gradients(kShape, weights, z, target).loss;
    EXPECT_NEAR(found.loss[n] / expected, 1, 2e-3) << n;
  }
}

TEST(Search, KeepsAWeightAtZeroWhereAsked) {
  const SearchModule module = any_module(4);
  const auto targets = drawn_targets(4, kMany, 0.1F);
  std::vector<int> without(kMany);
  for (int n = 0; n < kMany; ++n) without[n] = n % 4;
  for (const auto method : {InferenceOptions::Method::kGaussNewton, InferenceOptions::Method::kAdam}) {
    InferenceOptions options = gauss_newton();
    options.method = method;
    const auto found = find(module, targets, options, without);
    for (int n = 0; n < kMany; ++n) EXPECT_EQ(found.z[n * 4 + without[n]], 0);
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
    const auto targets = drawn_targets(6, kMany, 0.3F);
    const auto found = find(module, targets, options);
    for (int n = 0; n < kMany; ++n) {
      const auto start = random_start(module, {targets}, {.target = n}, options);
      const std::vector<double> z(start.begin(), start.end());
      const std::vector<double> target(targets.begin() + n * kSize, targets.begin() + (n + 1) * kSize);
      const double expected = published_loss({p.begin(), p.end()}, z, target, options);
      EXPECT_NEAR(found.loss[n] / expected, 1, 2e-3) << iterations << " iterations, target " << n;
    }
  }
}

TEST(RandomStart, IsThePublishedOne) {
  const SearchModule module = any_module(1);
  for (int n = 0; n < 100; ++n) {
    for (const float value : random_start(module, {}, {.target = n}, {})) {
      EXPECT_GE(value, 0.245F);
      EXPECT_LE(value, 0.255F);
    }
  }
}

TEST(Search, DependsOnTargetAndItemAloneNotOnTheOthers) {
  const SearchModule module = any_module(2);
  const auto targets = drawn_targets(2, kMany, 0.2F);
  const std::vector<float> last_target(targets.end() - kSize, targets.end());
  for (const auto method : {InferenceOptions::Method::kGaussNewton, InferenceOptions::Method::kAdam}) {
    InferenceOptions options = gauss_newton();
    options.method = method;
    const auto all = find(module, targets, options, {}, 100);
    const auto last = find(module, last_target, options, {}, 100 + kMany - 1);
    EXPECT_EQ(last.loss[0], all.loss[kMany - 1]);
    for (int k = 0; k < 4; ++k) EXPECT_EQ(last.z[k], all.z[(kMany - 1) * 4 + k]);
  }
}

TEST(GaussNewtonSearch, NeedsFarFewerPassesThanAdamForAnEqualLoss) {
  int no_worse = 0;
  int total = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const SearchModule module = any_module(seed);
    const auto targets = drawn_targets(seed, kMany, 0.05F);
    const auto ours = find(module, targets, gauss_newton(6));
    const auto adam = find(module, targets, {});
    for (int n = 0; n < kMany; ++n) {
      ++total;
      no_worse += ours.loss[n] <= adam.loss[n] * 1.01F ? 1 : 0;
    }
  }
  EXPECT_GE(no_worse, 0.94 * total);  // Adam ends off the simplex, where losses can be lower
}

TEST(Race, SearchesALossOfSeveralValleysFromTwo) {
  RandomStream random(11);
  std::vector<float> parameters(LstmLayout(kShape).size);
  for (float& p : parameters) p = random.uniform(-3, 3);
  SearchModule module{PackedLstm(kShape, parameters), 0};
  module.atlas.emplace(module.lstm);
  const auto targets = drawn_targets(12, kMany, 0.1F);
  const auto twice = find(module, targets, gauss_newton());

  AlignedVector<float> columns(targets.size());
  for (int n = 0; n < kMany; ++n) {
    for (std::size_t i = 0; i < kSize; ++i) columns[i * kMany + n] = targets[n * kSize + i];
  }
  SearchScratch scratch(module.lstm);
  const auto starts = module.atlas->nearest(columns, {}).z;
  const auto once = gauss_newton_search(module, {targets}, tasks_for(kMany), starts, gauss_newton(), scratch);
  int better = 0;
  for (int n = 0; n < kMany; ++n) {
    EXPECT_LE(twice.loss[n], once.loss[n]) << n;
    better += twice.loss[n] < 0.999F * once.loss[n] ? 1 : 0;
  }
  EXPECT_GT(better, 0);
}

TEST(Race, WinnersAreThoseOfAnExhaustiveSearchWithTheSameLosses) {
  constexpr int kModules = 6;
  std::vector<SearchModule> modules;
  std::vector<float> targets;
  for (std::uint64_t seed = 1; seed <= kModules; ++seed) {
    modules.push_back(any_module(seed));
    const auto own = drawn_targets(seed, 20, 0.2F);
    targets.insert(targets.end(), own.begin(), own.end());
  }
  ScratchPool scratches;
  InferenceOptions options = gauss_newton();
  const auto fully = race(modules, {targets}, {}, options, 1, scratches);
  options.exhaustive = false;
  const auto quickly = race(modules, {targets}, {}, options, 3, scratches);
  int stopped = 0;
  for (int n = 0; n < 20 * kModules; ++n) {
    const auto best = [&](const std::vector<SearchResult>& results) {
      int winner = 0;
      for (int c = 1; c < kModules; ++c) {
        if (results[c].loss[n] < results[winner].loss[n]) winner = c;
      }
      return winner;
    };
    const int winner = best(fully);
    EXPECT_EQ(best(quickly), winner) << n;
    EXPECT_EQ(quickly[winner].loss[n], fully[winner].loss[n]) << n;
    for (int c = 0; c < kModules; ++c) {
      EXPECT_GE(quickly[c].loss[n], 0.9999F * fully[c].loss[n]);  // one is of a pass, one of the atlas
      const auto latent = [&](const SearchResult& result) { return std::span(result.z).subspan(n * 4, 4); };
      stopped += std::ranges::equal(latent(quickly[c]), latent(fully[c])) ? 0 : 1;
    }
  }
  EXPECT_GT(stopped, 20);
}

}  // namespace
}  // namespace resketch
