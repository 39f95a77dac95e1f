// Explains an image by exemplars that are posed and bent onto it.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "base/parallel.h"
#include "generator/exemplar_generator.h"
#include "generator/image_constants.h"
#include "generator/image_drawing.h"
#include "generator/image_evidence.h"
#include "generator/image_style.h"

namespace resketch {
namespace {

class ImageGenerator final : public ExemplarGenerator {
 public:
  explicit ImageGenerator(ImageEvidence evidence) : evidence_(std::move(evidence)) {}

  void explain(std::span<const float> target, std::span<double> evidence, std::vector<Sketch>* sketches,
               bool poses) const override {
    const ImageExplanation explanation = evidence_.explain(target);
    std::copy(explanation.evidence.begin(), explanation.evidence.end(), evidence.begin());
    if (sketches == nullptr) return;
    const int C = evidence_.exemplars().classes();
    sketches->resize(C);
    for (int c = 0; c < C; ++c) (*sketches)[c] = sketch(c, explanation, poses);
  }

  UsualTemperature usual_temperature() const override {
    const ImageExemplars& exemplars = evidence_.exemplars();
    if (exemplars.size() == exemplars.classes()) return {.value = kImages.lone_temperature};
    const double K = static_cast<double>(exemplars.size()) / exemplars.classes();
    const double falling = std::sqrt(std::min(1.0, kImages.temperature_until / K));
    return {.value = std::max(kImages.least_temperature, kImages.temperature * falling)};
  }

 private:
  Sketch sketch(int module, const ImageExplanation& explanation, bool poses) const {
    const ImageExemplars& exemplars = evidence_.exemplars();
    const std::vector<FittedExemplar>& fits = explanation.fits[module];
    // Where the class has no fit, its nearest exemplar is drawn, posed but not bent.
    const FittedExemplar drawn =
        fits.empty() ? FittedExemplar{.exemplar = explanation.candidates.nearest[module]} : fits.front();
    Sketch out;
    out.evidence = explanation.evidence[module];
    out.weights.assign(exemplars.count(module), 0.0F);
    const ImageView exemplar = exemplars.image(drawn.exemplar);
    out.values = draw_exemplar(exemplar, explanation.pose, drawn.bent);
    if (poses) {
      out.pose_and_warp = pose_and_warp(exemplar, explanation.pose, drawn.bent);
      out.pose_and_warp->exemplar = drawn.exemplar - exemplars.first(module);
    }
    if (fits.empty()) {
      out.weights[drawn.exemplar - exemplars.first(module)] = 1;
      return out;
    }
    const double best = fits.front().mismatch;
    const auto share = [&](const FittedExemplar& fit) {
      return std::exp((best - fit.mismatch) / kImages.share_temperature);
    };
    double sum = 0;
    for (const FittedExemplar& fit : fits) sum += share(fit);
    for (const FittedExemplar& fit : fits) {
      out.weights[fit.exemplar - exemplars.first(module)] = static_cast<float>(share(fit) / sum);
    }
    return out;
  }

  ImageEvidence evidence_;
};

}  // namespace

Result<void> learn_image_style(Model& model) {
  store_style(learn_paper(model), model);
  return {};
}

std::vector<float> image_keys(const Dataset& images, int threads) {
  const float paper = learn_paper(images).paper;
  std::vector<float> out(static_cast<std::size_t>(images.size()) * kKeySize);
  parallel_for(images.size(), threads, [&](int n) {
    const ImageView image{images[n].values, images.steps(n), images.dims, paper};
    std::ranges::copy(normal_image(image).key, out.begin() + static_cast<std::ptrdiff_t>(n) * kKeySize);
  });
  return out;
}

Result<std::unique_ptr<ExemplarGenerator>> make_image_generator(const Model& model) {
  auto evidence = ImageEvidence::make(model);
  if (!evidence) return evidence.error();
  return std::unique_ptr<ExemplarGenerator>(std::make_unique<ImageGenerator>(*std::move(evidence)));
}

}  // namespace resketch
