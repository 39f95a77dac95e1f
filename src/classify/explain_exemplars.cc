// Generators that deform exemplars explain one target by all classes at once.
#include <limits>

#include "classify/explain.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

class ExemplarExplainer final : public Explainer {
 public:
  ExemplarExplainer(std::unique_ptr<ExemplarGenerator> generator, std::size_t size)
      : generator_(std::move(generator)), size_(size) {}

  int batch() const override { return 1; }
  int parts() const override { return 1; }
  UsualTemperature usual_temperature() const override { return generator_->usual_temperature(); }

  void explain(const ExplainJob& job, int /*part*/, std::span<Explanation> out) const override {
    for (std::size_t n = 0; n < out.size(); ++n) {
      const auto target = job.targets.subspan(n * size_, size_);
      std::vector<Sketch> sketches;
      generator_->explain(target, out[n].evidence, &sketches, job.keep_reconstructions);
      for (std::size_t c = 0; c < sketches.size(); ++c) {
        out[n].losses[c] = std::numeric_limits<double>::quiet_NaN();
        if (sketches[c].values.empty()) continue;  // no candidate
        double sum = 0;
        for (std::size_t i = 0; i < size_; ++i) {
          const double error = static_cast<double>(sketches[c].values[i]) - static_cast<double>(target[i]);
          sum += error * error;
        }
        out[n].losses[c] = sum / static_cast<double>(size_);
        if (!job.keep_reconstructions) continue;
        out[n].reconstructions[c] = {std::move(sketches[c].weights), std::move(sketches[c].values),
                                     out[n].losses[c], std::move(sketches[c].pose_and_warp)};
      }
    }
  }

 private:
  std::unique_ptr<ExemplarGenerator> generator_;
  std::size_t size_;  // T x D
};

}  // namespace

Result<std::unique_ptr<Explainer>> make_exemplar_explainer(const Model& model, bool exhaustive) {
  auto generator = make_exemplar_generator(model, exhaustive ? Effort::kExhaustive : Effort::kCandidates);
  if (!generator) return generator.error();
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  return std::unique_ptr<Explainer>(std::make_unique<ExemplarExplainer>(*std::move(generator), size));
}

Result<std::unique_ptr<Explainer>> make_explainer(const Model& model, const InferenceOptions& inference) {
  if (model.generator == GeneratorKind::kLstm) return make_lstm_explainer(model, inference);
  return make_exemplar_explainer(model, inference.exhaustive);
}

}  // namespace resketch
