// Explains an image by exemplars that are posed and bent onto it.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "generator/exemplar_generator.h"
#include "generator/image_bias.h"
#include "generator/image_constants.h"
#include "generator/image_drawing.h"
#include "generator/image_exemplars.h"
#include "generator/image_mismatch.h"
#include "generator/image_style.h"

namespace resketch {
namespace {

/// One exemplar bent onto the target.
struct Fitted {
  int exemplar = -1;
  WarpCoefficients bent{};
  double mismatch = 0;
};

/// Lower is better: the best fit, and a part of the mean of the few best, so that one lucky exemplar does not
/// decide alone. Exemplars that were no candidates count as a little worse than the worst candidate.
/// @param fits  best first  @param K exemplars of the class
double class_score(const std::vector<Fitted>& fits, int K, double worst) {
  const double absent = kImages.absent * worst;
  const int voters = std::min(kImages.voters, K);
  double sum = 0;
  for (int k = 0; k < voters; ++k) sum += k < static_cast<int>(fits.size()) ? fits[k].mismatch : absent;
  return (fits.empty() ? absent : fits.front().mismatch) + kImages.voters_weight * sum / voters;
}

class ImageGenerator final : public ExemplarGenerator {
 public:
  explicit ImageGenerator(ImageExemplars exemplars)
      : exemplars_(std::move(exemplars)), biases_(ImageBias(exemplars_).biases()) {}

  void explain(std::span<const float> target, std::span<double> evidence,
               std::vector<Sketch>* sketches) const override {
    const ImageView image = exemplars_.view(target);
    const ImagePose pose = measure_pose(image);
    const FixedImage fixed = fixed_image(normal_image(normalise(image, pose)));
    const Candidates candidates = exemplars_.candidates(fixed.key);
    const std::vector<std::vector<Fitted>> fits = fit(candidates, fixed);
    double worst = 0;
    for (const auto& of_class : fits) {
      if (!of_class.empty()) worst = std::max(worst, of_class.back().mismatch);
    }
    const int C = exemplars_.classes();
    for (int c = 0; c < C; ++c) {
      evidence[c] = -(class_score(fits[c], exemplars_.count(c), worst) + biases_[c]);
    }
    if (sketches == nullptr) return;
    sketches->resize(C);
    for (int c = 0; c < C; ++c) {
      const int nearest = candidates.nearest.empty() ? -1 : candidates.nearest[c];
      (*sketches)[c] = sketch(c, evidence[c], pose, fits[c], nearest);
    }
  }

  double usual_temperature() const override {
    const double K = static_cast<double>(exemplars_.size()) / std::max(exemplars_.classes(), 1);
    return std::max(kImages.least_temperature, kImages.temperature / std::sqrt(std::max(K, 1.0)));
  }

 private:
  /// Fits of each class, best first.
  std::vector<std::vector<Fitted>> fit(const Candidates& candidates, const FixedImage& target) const {
    std::vector<std::vector<Fitted>> fits(exemplars_.classes());
    MovedImage space;
    for (const int n : candidates.fitted) {
      const MovedImage& exemplar = exemplars_.moved(n, space);
      const WarpFit warp = fit_warp(target, exemplar);
      fits[exemplars_.class_of(n)].push_back(
          {n, warp.coefficients, mismatch(target, exemplar, warp.coefficients)});
    }
    for (auto& of_class : fits) {
      std::sort(of_class.begin(), of_class.end(), [](const Fitted& a, const Fitted& b) {
        return a.mismatch != b.mismatch ? a.mismatch < b.mismatch : a.exemplar < b.exemplar;
      });
    }
    return fits;
  }

  /// @param nearest  what to draw, posed but not bent, where the class has no fit
  Sketch sketch(int module, double evidence, const ImagePose& pose, const std::vector<Fitted>& fits,
                int nearest) const {
    Sketch out;
    out.evidence = evidence;
    out.weights.assign(exemplars_.count(module), 0.0F);
    if (fits.empty()) {
      out.weights[nearest - exemplars_.first(module)] = 1;
      out.values = draw_exemplar(exemplars_.image(nearest), pose, {});
      return out;
    }
    const double best = fits.front().mismatch;
    const auto share = [&](const Fitted& fit) {
      return std::exp((best - fit.mismatch) / kImages.share_temperature);
    };
    double sum = 0;
    for (const Fitted& fit : fits) sum += share(fit);
    for (const Fitted& fit : fits) {
      out.weights[fit.exemplar - exemplars_.first(module)] = static_cast<float>(share(fit) / sum);
    }
    out.values = draw_exemplar(exemplars_.image(fits.front().exemplar), pose, fits.front().bent);
    return out;
  }

  ImageExemplars exemplars_;
  std::vector<double> biases_;  // [C]
};

}  // namespace

Result<void> learn_image_style(Model& model) {
  store_style(learn_paper(model), model);
  return {};
}

Result<std::unique_ptr<ExemplarGenerator>> make_image_generator(const Model& model) {
  const auto style = stored_image_style(model);
  if (!style) return style.error();
  auto exemplars = ImageExemplars::make(model, style->paper);
  if (!exemplars) return exemplars.error();
  return std::unique_ptr<ExemplarGenerator>(std::make_unique<ImageGenerator>(*std::move(exemplars)));
}

}  // namespace resketch
