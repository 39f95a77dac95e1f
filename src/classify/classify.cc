#include "resketch/classify.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>

#include "base/parallel.h"
#include "inference/scratch_pool.h"
#include "inference/search.h"

namespace resketch {
namespace {

constexpr int kBlocksAtOnce = 256;  // bounds the memory of results in flight

/// Fills in the answer from the losses.
void decide(const std::vector<double>& thresholds, bool reject, Decision& decision) {
  const auto& losses = decision.losses;
  decision.best = static_cast<int>(std::min_element(losses.begin(), losses.end()) - losses.begin());
  for (int c = 0; c < static_cast<int>(losses.size()); ++c) {
    if (c == decision.best) continue;
    if (decision.runner_up < 0 || losses[c] < losses[decision.runner_up]) decision.runner_up = c;
  }
  const double loss = losses[decision.best];
  if (decision.runner_up >= 0) {
    const double second = losses[decision.runner_up];
    decision.margin = second > 0 ? 1 - loss / second : 0;
  }
  decision.threshold = reject ? thresholds[decision.best] : 0;
  decision.label = reject && loss > thresholds[decision.best] ? Decision::kUnknown : decision.best;
}

/// Copies what one module made of a block of targets into the decisions of its items.
void collect(const SearchModule& module, int c, const TargetBlock& block, const SearchResult& found, bool keep_drawings,
             SearchScratch& scratch, std::vector<Decision>& decisions) {
  const int lanes = simd_lanes();
  const LstmShape& shape = module.lstm.shape;
  AlignedVector<float> drawn;
  if (keep_drawings) {
    drawn.resize(static_cast<std::size_t>(shape.steps) * shape.outputs * lanes);
    lstm_draw(module.lstm, found.z.data(), drawn.data(), scratch.latent);
  }
  for (int l = 0; l < block.count; ++l) {
    Decision& decision = decisions[block.first + l];
    decision.losses[c] = static_cast<double>(found.loss[l]);
    if (!keep_drawings) continue;
    Reconstruction& made = decision.reconstructions[c];
    made.loss = decision.losses[c];
    for (int k = 0; k < shape.inputs; ++k) made.latent.push_back(found.z[k * lanes + l]);
    made.values.resize(drawn.size() / lanes);
    for (std::size_t n = 0; n < made.values.size(); ++n) made.values[n] = drawn[n * lanes + l];
  }
}

}  // namespace

Result<std::vector<Decision>> classify(const Model& model, const Dataset& data, const ClassifyOptions& options) {
  const auto targets = preprocess(model.preprocessing, data);
  if (!targets) return targets.error();
  const int C = static_cast<int>(model.modules.size());
  const int lanes = simd_lanes();
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  std::vector<SearchModule> modules;
  for (const Module& module : model.modules) {
    modules.push_back({PackedLstm(module.shape, module.parameters), static_cast<std::uint32_t>(modules.size())});
  }
  std::vector<Decision> decisions(data.size());
  ScratchPool scratches;
  const auto start = std::chrono::steady_clock::now();
  std::atomic<int> done = 0;
  std::atomic<bool> cancelled = false;
  std::mutex reporting;
  for (int first = 0; first < data.size() && !cancelled; first += kBlocksAtOnce * lanes) {
    std::vector<TargetBlock> blocks;
    for (int item = first; item < std::min(data.size(), first + kBlocksAtOnce * lanes); item += lanes) {
      const int count = std::min(lanes, data.size() - item);
      blocks.push_back(make_target_block(item, std::span(targets->values).subspan(item * size, count * size), size));
      for (int l = 0; l < count; ++l) {
        decisions[item + l].losses.resize(C);
        if (options.keep_reconstructions) decisions[item + l].reconstructions.resize(C);
      }
    }
    parallel_for(static_cast<int>(blocks.size()) * C, options.threads, [&](int task) {
      if (cancelled) return;
      const TargetBlock& block = blocks[task / C];
      const SearchModule& module = modules[task % C];
      scratches.with(module.lstm, [&](SearchScratch& scratch) {
        const SearchResult found = search(module, block, options.inference, scratch);
        collect(module, task % C, block, found, options.keep_reconstructions, scratch, decisions);
      });
      done += block.count;
      const std::unique_lock lock(reporting, std::try_to_lock);
      if (!lock || !options.progress) return;
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      const Progress progress{.stage = "classifying", .unit = "items", .done = static_cast<double>(done) / C,
                              .total = static_cast<double>(data.size()), .seconds = seconds};
      if (!options.progress(progress)) cancelled = true;
    });
  }
  if (cancelled) return Error(ErrorCode::kCancelled, "classification was stopped");
  const std::vector<double> thresholds = rejection_thresholds(model);
  for (Decision& decision : decisions) decide(thresholds, options.reject, decision);
  return decisions;
}

}  // namespace resketch
