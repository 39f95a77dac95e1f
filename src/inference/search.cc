#include "inference/search.h"

#include <algorithm>

#include "base/random.h"

namespace resketch {

std::string_view to_string(InferenceOptions::Method method) {
  return method == InferenceOptions::Method::kAdam ? "adam" : "gauss-newton";
}

std::optional<InferenceOptions::Method> parse_method(std::string_view text) {
  using Method = InferenceOptions::Method;
  for (const Method method : {Method::kAdam, Method::kGaussNewton}) {
    if (text == to_string(method)) return method;
  }
  return std::nullopt;
}

SearchScratch::SearchScratch(const PackedLstm& lstm) : latent(lstm), normal(lstm) {
  const std::size_t lanes = simd_lanes();
  gradient.resize(lstm.shape.inputs * lanes);
  matrix.resize(triangle_size(lstm.shape.inputs) * lanes);
}

AlignedVector<float> latent_start(const SearchModule& module, const TargetBlock& targets,
                                  const InferenceOptions& options, Without without) {
  const int lanes = simd_lanes();
  const int K = module.lstm.shape.inputs;
  AlignedVector<float> z(static_cast<std::size_t>(K) * lanes);
  for (int l = 0; l < lanes; ++l) {
    const int excluded = without.empty() ? -1 : without[l];
    const float middle = 1.0F / static_cast<float>(excluded < 0 ? K : std::max(K - 1, 1));
    const int item = targets.first + (l < targets.count ? l : 0);
    RandomStream random(options.seed, kRandomLatentStart, module.number, static_cast<std::uint32_t>(item));
    for (int k = 0; k < K; ++k) {
      const float value = random.uniform(middle - options.start_spread, middle + options.start_spread);
      z[k * lanes + l] = k == excluded ? 0.0F : value;
    }
  }
  return z;
}

SearchResult search(const SearchModule& module, const TargetBlock& targets, const InferenceOptions& options,
                    SearchScratch& scratch, Without without) {
  return options.method == InferenceOptions::Method::kAdam
             ? adam_search(module, targets, options, scratch, without)
             : gauss_newton_search(module, targets, options, scratch, without);
}

}  // namespace resketch
