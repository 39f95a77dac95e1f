#include "classify/leave_one_out.h"

#include <span>
#include <vector>

#include "inference/search.h"

namespace resketch {

void measure_leave_one_out(Module& module, std::uint32_t number, const InferenceOptions& options) {
  const int K = module.shape.inputs;
  module.leave_one_out.clear();
  if (K < 2) return;
  const int lanes = simd_lanes();
  const std::size_t size = static_cast<std::size_t>(module.shape.steps) * module.shape.outputs;
  const SearchModule searched{PackedLstm(module.shape, module.parameters), number};
  SearchScratch scratch(searched.lstm);
  for (int first = 0; first < K; first += lanes) {
    const int count = std::min(lanes, K - first);
    const TargetBlock targets =
        make_target_block(first, std::span(module.exemplars).subspan(first * size, count * size), size);
    std::vector<int> without(lanes);
    for (int l = 0; l < lanes; ++l) without[l] = first + (l < count ? l : 0);
    const SearchResult result = search(searched, targets, options, scratch, without);
    module.leave_one_out.insert(module.leave_one_out.end(), result.loss.begin(), result.loss.begin() + count);
  }
}

}  // namespace resketch
