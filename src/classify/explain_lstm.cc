// LSTM modules explain by latent search.
#include <algorithm>
#include <cmath>

#include "classify/explain.h"
#include "inference/race.h"
#include "inference/search.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

/// Modules search one after another for Gauss-Newton, which lets them race; each for itself with Adam.
class LstmExplainer final : public Explainer {
 public:
  LstmExplainer(const Model& model, const InferenceOptions& inference)
      : size_(static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims),
        inference_(inference),
        racing_(inference.method == InferenceOptions::Method::kGaussNewton) {
    for (const Module& module : model.modules) {
      modules_.push_back(
          {PackedLstm(module.shape, module.parameters), static_cast<std::uint32_t>(modules_.size())});
      if (racing_) modules_.back().atlas.emplace(modules_.back().lstm);
    }
  }

  int batch() const override { return racing_ ? kRacedTogether : simd_lanes(); }
  int parts() const override { return racing_ ? 1 : classes(); }
  UsualTemperature usual_temperature() const override { return {.value = 0.25}; }

  void explain(const ExplainJob& job, int part, std::span<Explanation> out) const override {
    const SearchTargets targets{job.targets, job.first};
    const int count = static_cast<int>(out.size());
    if (racing_) {
      std::vector<int> without;
      for (int c = 0; !job.left_out.empty() && c < classes(); ++c) {
        for (int n = 0; n < count; ++n) without.push_back(weight_without(job, c, n));
      }
      const auto found = race(modules_, targets, without, inference_, job.threads, scratches_);
      for (int c = 0; c < classes(); ++c) report(c, found[c], job.keep_reconstructions, out);
      return;
    }
    std::vector<SearchTask> tasks;
    for (int n = 0; n < count; ++n) tasks.push_back({.target = n, .without = weight_without(job, part, n)});
    scratches_.with(modules_[part].lstm, [&](SearchScratch& scratch) {
      report(part, adam_search(modules_[part], targets, tasks, inference_, scratch), job.keep_reconstructions,
             out);
    });
  }

 private:
  // Enough that a module's lanes are full when a few targets of a class are among them.
  static constexpr int kRacedTogether = 256;

  int classes() const { return static_cast<int>(modules_.size()); }

  static int weight_without(const ExplainJob& job, int module, int n) {
    return !job.left_out.empty() && job.left_out[n].module == module ? job.left_out[n].exemplar : -1;
  }

  void report(int part, const SearchResult& found, bool keep_reconstructions,
              std::span<Explanation> out) const {
    for (std::size_t n = 0; n < out.size(); ++n) {
      out[n].losses[part] = static_cast<double>(found.loss[n]);
      // The noise scale is not known: with it integrated out, evidence falls with the logarithm of the loss.
      out[n].evidence[part] = -std::log(std::max(out[n].losses[part], 1e-12));
    }
    if (keep_reconstructions) draw(part, found, out);
  }

  void draw(int part, const SearchResult& found, std::span<Explanation> out) const {
    const PackedLstm& lstm = modules_[part].lstm;
    const std::size_t lanes = simd_lanes();
    const std::size_t K = lstm.shape.inputs;
    LatentTape tape(lstm);
    AlignedVector<float> z(K * lanes);
    AlignedVector<float> drawn(size_ * lanes);
    for (std::size_t first = 0; first < out.size(); first += lanes) {
      const std::size_t count = std::min(lanes, out.size() - first);
      for (std::size_t l = 0; l < lanes; ++l) {
        const std::size_t n = first + std::min(l, count - 1);
        for (std::size_t k = 0; k < K; ++k) z[k * lanes + l] = found.z[n * K + k];
      }
      lstm_draw(lstm, z.data(), drawn.data(), tape);
      for (std::size_t l = 0; l < count; ++l) {
        const std::size_t n = first + l;
        Reconstruction& made = out[n].reconstructions[part];
        made.loss = out[n].losses[part];
        made.latent.assign(found.z.begin() + static_cast<std::ptrdiff_t>(n * K),
                           found.z.begin() + static_cast<std::ptrdiff_t>((n + 1) * K));
        made.values.resize(size_);
        for (std::size_t i = 0; i < size_; ++i) made.values[i] = drawn[i * lanes + l];
      }
    }
  }

  std::size_t size_;  // T x D
  InferenceOptions inference_;
  bool racing_;
  std::vector<SearchModule> modules_;
  mutable ScratchPool scratches_;  // locks itself
};

}  // namespace

std::unique_ptr<Explainer> make_lstm_explainer(const Model& model, const InferenceOptions& inference) {
  return std::make_unique<LstmExplainer>(model, inference);
}

}  // namespace resketch
