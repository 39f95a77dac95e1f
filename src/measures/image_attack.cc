#include "measures/image_attack.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/aligned.h"
#include "classify/confidence.h"
#include "kernels/adam.h"

namespace resketch {
namespace {

int largest_but(std::span<const double> evidence, int left_out) {
  int best = left_out == 0 ? 1 : 0;
  for (int c = 0; c < static_cast<int>(evidence.size()); ++c) {
    if (c != left_out && evidence[c] > evidence[best]) best = c;
  }
  return best;
}

/// The weights of evidence of which the confidence in `wanted` is the sum.
std::vector<double> weights_of(std::span<const double> evidence, int wanted) {
  std::vector<double> weights(evidence.size(), 0.0);
  weights[wanted] = 1;
  weights[wanted] = confidence(weights, wanted);
  if (evidence.size() > 1) weights[largest_but(evidence, wanted)] = 1 - weights[wanted];
  return weights;
}

/// One place of an attack.
struct Place {
  ImageExplanation explanation;
  AttackedImage image;

  Place(const ImageEvidence& modules, std::vector<float> pixels) : explanation(modules.explain(pixels)) {
    image.pixels = std::move(pixels);
    image.best = largest_but(explanation.evidence, -1);
  }
  void ask_for(int wanted) { image.confidence = confidence(explanation.evidence, wanted); }
  std::vector<float> gradient(const ImageEvidence& modules, int wanted) const {
    return modules.gradient(image.pixels, explanation, weights_of(explanation.evidence, wanted));
  }
};

double length_of(std::span<const float> values) {
  double squares = 0;
  for (const float value : values) squares += static_cast<double>(value) * value;
  return std::sqrt(squares);
}

/// Back into the ball around `start`, and to what an image can be.
void project(const Ball& ball, std::span<const float> start, std::vector<float>& pixels) {
  const auto radius = static_cast<float>(ball.radius);
  std::vector<float> change(pixels.size());
  for (std::size_t p = 0; p < pixels.size(); ++p) change[p] = pixels[p] - start[p];
  const double length = length_of(change);
  const float share = length > ball.radius ? static_cast<float>(ball.radius / length) : 1.0F;
  for (std::size_t p = 0; p < pixels.size(); ++p) {
    const float kept =
        ball.norm == Ball::Norm::kL2 ? share * change[p] : std::clamp(change[p], -radius, radius);
    pixels[p] = std::clamp(start[p] + kept, 0.0F, 1.0F);
  }
}

}  // namespace

void ascend(const ImageEvidence& modules, std::vector<float> start, int wanted, int steps, double rate,
            const AttackWatch& watch) {
  AlignedVector<float> pixels(start.begin(), start.end());
  AlignedVector<float> m(pixels.size(), 0.0F);
  AlignedVector<float> v(pixels.size(), 0.0F);
  AlignedVector<float> downhill(pixels.size());
  for (int step = 0;; ++step) {
    Place place(modules, std::move(start));
    place.ask_for(wanted);
    if (!watch(place.image) || step == steps) return;
    const std::vector<float> uphill = place.gradient(modules, wanted);
    for (std::size_t p = 0; p < uphill.size(); ++p) downhill[p] = -uphill[p];
    adam_update({.rate = rate, .step = static_cast<std::uint64_t>(step) + 1}, pixels.size(), downhill.data(),
                pixels.data(), m.data(), v.data());
    for (float& pixel : pixels) pixel = std::clamp(pixel, 0.0F, 1.0F);
    start.assign(pixels.begin(), pixels.end());
  }
}

void perturb(const ImageEvidence& modules, std::span<const float> start, int truth, const Ball& ball,
             int steps, double length, const AttackWatch& watch) {
  std::vector<float> pixels(start.begin(), start.end());
  for (int step = 0;; ++step) {
    Place place(modules, pixels);
    const int wanted = largest_but(place.explanation.evidence, truth);
    place.ask_for(wanted);
    if (!watch(place.image) || step == steps) return;
    const std::vector<float> uphill = place.gradient(modules, wanted);
    const double steepness = length_of(uphill);
    if (steepness == 0) return;
    for (std::size_t p = 0; p < pixels.size(); ++p) {
      const double along = ball.norm == Ball::Norm::kL2
                               ? uphill[p] / steepness
                               : (uphill[p] > 0 ? 1.0 : (uphill[p] < 0 ? -1.0 : 0.0));
      pixels[p] += static_cast<float>(length * along);
    }
    project(ball, start, pixels);
  }
}

}  // namespace resketch
