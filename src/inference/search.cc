#include "inference/search.h"

#include <algorithm>

#include "base/random.h"
#include "kernels/isa.h"

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
  const std::size_t K = lstm.shape.inputs;
  targets.assign(static_cast<std::size_t>(lstm.shape.steps) * lstm.shape.outputs * lanes, 0.0F);
  z.assign(K * lanes, 1.0F / static_cast<float>(K));
  loss.resize(lanes);
  gradient.resize(K * lanes);
  matrix.resize(triangle_size(lstm.shape.inputs) * lanes);
}

void load_lane(const SearchTargets& targets, int target, int l, SearchScratch& scratch) {
  const std::size_t lanes = simd_lanes();
  const std::size_t size = scratch.targets.size() / lanes;
  const float* from = targets.values.data() + target * size;
  for (std::size_t n = 0; n < size; ++n) scratch.targets[n * lanes + l] = from[n];
}

std::vector<float> random_start(const SearchModule& module, const SearchTargets& targets,
                                const SearchTask& task, const InferenceOptions& options) {
  const int K = module.lstm.shape.inputs;
  const float middle = 1.0F / static_cast<float>(task.without < 0 ? K : std::max(K - 1, 1));
  RandomStream random(options.seed, kRandomLatentStart, module.number,
                      static_cast<std::uint32_t>(targets.first + task.target));
  std::vector<float> z;
  for (int k = 0; k < K; ++k) {
    const float value = random.uniform(middle - options.start_spread, middle + options.start_spread);
    z.push_back(k == task.without ? 0.0F : value);
  }
  return z;
}

}  // namespace resketch
