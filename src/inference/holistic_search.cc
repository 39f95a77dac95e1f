#include "inference/holistic_search.h"

#include <algorithm>
#include <cmath>

namespace resketch {
namespace {

constexpr int kAtOnce = 24;

/// Targets that are searched side by side, and Adam's moments.
class Search {
 public:
  Search(const HolisticView& network, const HolisticSearchOptions& options)
      : network_(network), options_(options) {
    stacked_transpose(network.shape, network.parameters, tape_);
  }

  /// One step for B latents z [B, K] with moments m, v; z is left as Adam leaves it.
  /// @param targets [T, B, D]
  void step(int batch, const float* targets, float* z, float* m, float* v) {
    const StackedShape& s = network_.shape;
    const std::size_t count = static_cast<std::size_t>(batch) * s.inputs;
    read_.assign(z, z + count);
    if (network_.clamps_latent) {
      for (float& value : read_) value = std::clamp(value, 0.0F, 1.0F);
    }
    gradient_.resize(count);
    losses_.resize(batch);
    const LayerInput input{read_.data(), 1};
    stacked_draw(s, network_.parameters, batch, input, tape_);
    stacked_compare(s, batch, targets, losses_.data(), tape_);
    // The published loss is a sum over steps.
    stacked_backward(s, batch, input, static_cast<float>(s.steps), tape_, nullptr, gradient_.data());
    for (std::size_t n = 0; n < count; ++n) {
      const float g = read_[n] == z[n] ? gradient_[n] : 0;  // clamping stops the gradient
      m[n] = options_.beta1 * m[n] + (1 - options_.beta1) * g;
      v[n] = options_.beta2 * v[n] + (1 - options_.beta2) * g * g;
      z[n] -= options_.learning_rate * m[n] / (std::sqrt(v[n]) + options_.epsilon);
    }
  }

  void clamp_and_normalise(int batch, float* z) const {
    const int K = network_.shape.inputs;
    for (int b = 0; b < batch; ++b, z += K) {
      float sum = 1e-8F;  // as published: a latent clamped to nothing stays nothing
      for (int k = 0; k < K; ++k) sum += z[k] = std::clamp(z[k], 0.0F, 1.0F);
      for (int k = 0; k < K; ++k) z[k] /= sum;
    }
  }

 private:
  const HolisticView& network_;
  const HolisticSearchOptions& options_;
  StackedTape tape_;
  std::vector<float> read_, gradient_, losses_;
};

/// [N, T, D] to [T, N, D] for items `first` to `first + count`.
AlignedVector<float> batch_of(const std::vector<float>& targets, const StackedShape& s, int first,
                              int count) {
  AlignedVector<float> out(static_cast<std::size_t>(count) * s.steps * s.outputs);
  for (int n = 0; n < count; ++n) {
    for (int t = 0; t < s.steps; ++t)
      std::copy_n(&targets[(static_cast<std::size_t>(first + n) * s.steps + t) * s.outputs], s.outputs,
                  &out[(static_cast<std::size_t>(t) * count + n) * s.outputs]);
  }
  return out;
}

}  // namespace

Result<std::vector<float>> holistic_search(const HolisticView& network, const std::vector<float>& targets,
                                           const HolisticSearchOptions& options, const ProgressFn& progress) {
  const StackedShape& s = network.shape;
  const int K = s.inputs;
  const int count = static_cast<int>(targets.size() / (static_cast<std::size_t>(s.steps) * s.outputs));
  std::vector<float> z(static_cast<std::size_t>(count) * K, 1.0F / static_cast<float>(K));
  if (options.iterations < 1) return z;
  std::vector<float> m(z.size(), 0.0F);
  std::vector<float> v(z.size(), 0.0F);
  Search search(network, options);
  int first_iteration = 0;
  if (options.start_drifts) {
    // Only the first steps hang together, so only they are taken one by one.
    for (int n = 0; n < count; ++n) {
      const std::size_t at = static_cast<std::size_t>(n) * K;
      if (n > 0) std::copy_n(&z[at - K], K, &z[at]);
      search.step(1, batch_of(targets, s, n, 1).data(), &z[at], &m[at], &v[at]);
    }
    search.clamp_and_normalise(count, z.data());
    first_iteration = 1;
  }
  for (int first = 0; first < count; first += kAtOnce) {
    const int B = std::min(kAtOnce, count - first);
    const auto batch = batch_of(targets, s, first, B);
    const std::size_t at = static_cast<std::size_t>(first) * K;
    for (int i = first_iteration; i < options.iterations; ++i) {
      const double done = first + static_cast<double>(B) * i / options.iterations;
      if (progress &&
          !progress(
              {.stage = "classifying", .unit = "items", .done = done, .total = static_cast<double>(count)}))
        return Error(ErrorCode::kCancelled, "the search was stopped");
      search.step(B, batch.data(), &z[at], &m[at], &v[at]);
      search.clamp_and_normalise(B, &z[at]);
    }
  }
  return z;
}

}  // namespace resketch
