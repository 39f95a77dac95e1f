#include <algorithm>
#include <cmath>

#include "inference/search.h"

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

}  // namespace

SearchResult adam_search(const SearchModule& module, const TargetBlock& targets,
                         const InferenceOptions& options, SearchScratch& scratch, Without without) {
  const int lanes = simd_lanes();
  const int K = module.lstm.shape.inputs;
  SearchResult result{latent_start(module, targets, options, without), AlignedVector<float>(lanes)};
  AlignedVector<float>& z = result.z;
  AlignedVector<float> m(z.size(), 0.0F);
  AlignedVector<float> v(z.size(), 0.0F);
  for (int iteration = 0; iteration < options.iterations; ++iteration) {
    clamp_and_normalise(K, lanes, z.data());
    lstm_latent_gradient(module.lstm, z.data(), targets.values.data(), result.loss.data(),
                         scratch.gradient.data(), scratch.latent);
    for (std::size_t n = 0; n < z.size(); ++n) {
      const float g = scratch.gradient[n];
      m[n] = options.beta1 * m[n] + (1 - options.beta1) * g;
      v[n] = options.beta2 * v[n] + (1 - options.beta2) * g * g;
      z[n] -= options.learning_rate * m[n] / (std::sqrt(v[n]) + options.epsilon);
    }
    for (int l = 0; l < static_cast<int>(without.size()); ++l) {
      if (without[l] >= 0) z[without[l] * lanes + l] = 0;
    }
  }
  lstm_latent_loss(module.lstm, z.data(), targets.values.data(), result.loss.data(), scratch.latent);
  return result;
}

}  // namespace resketch
