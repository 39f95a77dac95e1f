// LSTM modules explain by latent search: a lane a target, a part a module.
#include <cmath>

#include "classify/explain.h"
#include "inference/search.h"

namespace resketch {
namespace {

class LstmExplainer final : public Explainer {
 public:
  LstmExplainer(const Model& model, const InferenceOptions& inference)
      : size_(static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims),
        inference_(inference) {
    for (const Module& module : model.modules) {
      SearchModule& ready = modules_.emplace_back(PackedLstm(module.shape, module.parameters),
                                                  static_cast<std::uint32_t>(modules_.size()));
      if (inference.method == InferenceOptions::Method::kGaussNewton) ready.atlas.emplace(ready.lstm);
    }
  }

  int batch() const override { return simd_lanes(); }
  int parts() const override { return static_cast<int>(modules_.size()); }
  double usual_temperature() const override { return 0.25; }

  void explain(const ExplainJob& job, int part, std::span<Explanation> out) const override {
    const SearchModule& module = modules_[part];
    const TargetBlock block = make_target_block(job.first, job.targets, size_);
    std::vector<int> without(job.left_out.empty() ? 0 : simd_lanes(), -1);
    for (std::size_t l = 0; l < job.left_out.size(); ++l) {
      if (job.left_out[l].module == part) without[l] = job.left_out[l].exemplar;
    }
    scratches_.with(module.lstm, [&](SearchScratch& scratch) {
      const SearchResult found = search(module, block, inference_, scratch, without);
      for (int l = 0; l < block.count; ++l) {
        out[l].losses[part] = static_cast<double>(found.loss[l]);
        // The noise scale is not known: with it integrated out, evidence falls with the logarithm of the
        // loss.
        out[l].evidence[part] = -std::log(std::max(out[l].losses[part], 1e-12));
      }
      if (job.keep_reconstructions) draw(module, part, found, scratch, out.first(block.count));
    });
  }

 private:
  void draw(const SearchModule& module, int part, const SearchResult& found, SearchScratch& scratch,
            std::span<Explanation> out) const {
    const int lanes = simd_lanes();
    AlignedVector<float> drawn(size_ * lanes);
    lstm_draw(module.lstm, found.z.data(), drawn.data(), scratch.latent);
    for (std::size_t l = 0; l < out.size(); ++l) {
      Reconstruction& made = out[l].reconstructions[part];
      made.loss = out[l].losses[part];
      for (int k = 0; k < module.lstm.shape.inputs; ++k) made.latent.push_back(found.z[k * lanes + l]);
      made.values.resize(size_);
      for (std::size_t n = 0; n < size_; ++n) made.values[n] = drawn[n * lanes + l];
    }
  }

  std::size_t size_;  // T x D
  InferenceOptions inference_;
  std::vector<SearchModule> modules_;
  mutable ScratchPool scratches_;  // locks itself
};

}  // namespace

std::unique_ptr<Explainer> make_lstm_explainer(const Model& model, const InferenceOptions& inference) {
  return std::make_unique<LstmExplainer>(model, inference);
}

}  // namespace resketch
