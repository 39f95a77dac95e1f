#include <algorithm>
#include <cmath>

#include "inference/search.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

/// Clamps each lane's vector to [0, 1] and divides it by its sum; a vector clamped to nothing becomes uniform
/// (the published code would go on with 0 / 0).
void clamp_and_normalise(int K, int lanes, float* z) {
  for (int l = 0; l < lanes; ++l) {
    float sum = 0;
    for (int k = 0; k < K; ++k) {
      float& value = z[k * lanes + l];
      value = std::clamp(value, 0.0F, 1.0F);
      sum += value;
    }
    for (int k = 0; k < K; ++k) {
      float& value = z[k * lanes + l];
      value = sum > 0 ? value / sum : 1.0F / static_cast<float>(K);
    }
  }
}

/// Searches with all lanes of `scratch` at once, from scratch.z.
/// @param without [L], -1 for none
void search_lanes(const SearchModule& module, std::span<const int> without, const InferenceOptions& options,
                  SearchScratch& scratch) {
  const int lanes = simd_lanes();
  const int K = module.lstm.shape.inputs;
  AlignedVector<float>& z = scratch.z;
  AlignedVector<float> m(z.size(), 0.0F);
  AlignedVector<float> v(z.size(), 0.0F);
  for (int iteration = 0; iteration < options.iterations; ++iteration) {
    clamp_and_normalise(K, lanes, z.data());
    lstm_latent_gradient(module.lstm, z.data(), scratch.targets.data(), scratch.loss.data(),
                         scratch.gradient.data(), scratch.latent, Precision::kFast);
    for (std::size_t n = 0; n < z.size(); ++n) {
      const float g = scratch.gradient[n];
      m[n] = options.beta1 * m[n] + (1 - options.beta1) * g;
      v[n] = options.beta2 * v[n] + (1 - options.beta2) * g * g;
      z[n] -= options.learning_rate * m[n] / (std::sqrt(v[n]) + options.epsilon);
    }
    for (int l = 0; l < lanes; ++l) {
      if (without[l] >= 0) z[without[l] * lanes + l] = 0;
    }
  }
  lstm_latent_loss(module.lstm, z.data(), scratch.targets.data(), scratch.loss.data(), scratch.latent);
}

}  // namespace

SearchResult adam_search(const SearchModule& module, const SearchTargets& targets,
                         std::span<const SearchTask> tasks, const InferenceOptions& options,
                         SearchScratch& scratch) {
  const int lanes = simd_lanes();
  const int K = module.lstm.shape.inputs;
  SearchResult result;
  std::vector<int> without(lanes);
  for (std::size_t first = 0; first < tasks.size(); first += lanes) {
    const int count = static_cast<int>(std::min<std::size_t>(lanes, tasks.size() - first));
    for (int l = 0; l < lanes; ++l) {
      const SearchTask& task = tasks[first + (l < count ? l : 0)];  // idle lanes repeat the first
      load_lane(targets, task.target, l, scratch);
      without[l] = task.without;
      const std::vector<float> start = random_start(module, targets, task, options);
      for (int k = 0; k < K; ++k) scratch.z[k * lanes + l] = start[k];
    }
    search_lanes(module, without, options, scratch);
    for (int l = 0; l < count; ++l) {
      for (int k = 0; k < K; ++k) result.z.push_back(scratch.z[k * lanes + l]);
      result.loss.push_back(scratch.loss[l]);
    }
  }
  return result;
}

}  // namespace resketch
