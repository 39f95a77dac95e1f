#include "generator/image_evidence.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "generator/image_bias.h"
#include "generator/image_constants.h"
#include "generator/image_mismatch.h"
#include "generator/image_style.h"

namespace resketch {
namespace {

/// Lower is better: the best fit, and a part of the mean of the few best, so that one lucky exemplar does not
/// decide alone. Exemplars that were no candidates count as a little worse than the worst candidate.
/// @param fits  best first  @param K exemplars of the class
double class_score(const std::vector<FittedExemplar>& fits, int K, double worst) {
  const double absent = kImages.absent * worst;
  const int voters = std::min(kImages.voters, K);
  double sum = 0;
  for (int k = 0; k < voters; ++k) sum += k < static_cast<int>(fits.size()) ? fits[k].mismatch : absent;
  return (fits.empty() ? absent : fits.front().mismatch) + kImages.voters_weight * sum / voters;
}

}  // namespace

ImageEvidence::ImageEvidence(ImageExemplars exemplars)
    : exemplars_(std::move(exemplars)), biases_(ImageBias(exemplars_).biases()) {}

Result<ImageEvidence> ImageEvidence::make(const Model& model) {
  const auto style = stored_image_style(model);
  if (!style) return style.error();
  auto exemplars = ImageExemplars::make(model, style->paper);
  if (!exemplars) return exemplars.error();
  return ImageEvidence(*std::move(exemplars));
}

ImageExplanation ImageEvidence::explain(std::span<const float> target) const {
  const ImageView image = exemplars_.view(target);
  ImageExplanation out{
      .pose = measure_pose(image), .target = {}, .candidates = {}, .fits = {}, .evidence = {}};
  out.target = fixed_image(normal_image(normalise(image, out.pose)));
  out.candidates = exemplars_.candidates(out.target.key);
  out.fits = fit(out.candidates, out.target);
  double worst = 0;
  for (const auto& of_class : out.fits) {
    if (!of_class.empty()) worst = std::max(worst, of_class.back().mismatch);
  }
  for (int c = 0; c < exemplars_.classes(); ++c)
    out.evidence.push_back(-(class_score(out.fits[c], exemplars_.count(c), worst) + biases_[c]));
  return out;
}

std::vector<std::vector<FittedExemplar>> ImageEvidence::fit(const Candidates& candidates,
                                                            const FixedImage& target) const {
  std::vector<std::vector<FittedExemplar>> fits(exemplars_.classes());
  MovedImage space;
  for (const int n : candidates.fitted) {
    const MovedImage& exemplar = exemplars_.moved(n, space);
    const WarpFit warp = fit_warp(target, exemplar);
    fits[exemplars_.class_of(n)].push_back(
        {n, warp.coefficients, mismatch(target, exemplar, warp.coefficients)});
  }
  for (auto& of_class : fits) {
    std::sort(of_class.begin(), of_class.end(), [](const FittedExemplar& a, const FittedExemplar& b) {
      return a.mismatch != b.mismatch ? a.mismatch < b.mismatch : a.exemplar < b.exemplar;
    });
  }
  return fits;
}

std::vector<float> ImageEvidence::gradient(std::span<const float> target, const ImageExplanation& of,
                                           std::span<const double> weights) const {
  NormalImage sum{std::vector<float>(of.target.ink.size()), Channels(of.target.fine.size()),
                  AlignedVector<float>(of.target.key.size()), std::vector<float>(of.target.filled.size())};
  const auto add = [](float weight, const auto& from, auto& to) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += weight * from[i];
  };
  MovedImage space;
  for (int c = 0; c < exemplars_.classes(); ++c) {
    if (weights[c] == 0) continue;
    const int voters = std::min(kImages.voters, exemplars_.count(c));
    for (int k = 0; k < std::min(voters, static_cast<int>(of.fits[c].size())); ++k) {
      const FittedExemplar& fitted = of.fits[c][k];
      const double share = (k == 0 ? 1 : 0) + kImages.voters_weight / voters;
      const NormalImage slope =
          mismatch_gradient(of.target, exemplars_.moved(fitted.exemplar, space), fitted.bent);
      const auto weight = static_cast<float>(-weights[c] * share);
      add(weight, slope.ink, sum.ink);
      add(weight, slope.channels, sum.channels);
      add(weight, slope.key, sum.key);
      add(weight, slope.filled, sum.filled);
    }
  }
  return gradient_by_pixels(exemplars_.view(target), gradient_by_ink(of.target.ink, sum));
}

}  // namespace resketch
