#include "generator/image_bias.h"

#include <algorithm>
#include <utility>

#include "base/parallel.h"
#include "generator/image_mismatch.h"

namespace resketch {
namespace {

/// Steps from a class to those that it is compared with: all others where they are few, else evenly spread.
/// Symmetric, so that partners are partners of each other.
std::vector<int> partner_offsets(int classes) {
  std::vector<int> offsets;
  const int partners = std::min(classes - 1, kImages.bias_partners);
  for (int p = 1; p <= partners; ++p)
    offsets.push_back((2 * p * classes + partners + 1) / (2 * (partners + 1)));
  return offsets;
}
static_assert(kImages.bias_partners % 2 == 0,
              "an odd number of parts: no offset lies half way between two classes");

}  // namespace

ImageBias::ImageBias(const ImageExemplars& exemplars) : offsets_(partner_offsets(exemplars.classes())) {
  const int C = exemplars.classes();
  const int P = static_cast<int>(offsets_.size());
  for (int c = 0; c < C; ++c) counts_.push_back(exemplars.count(c));
  scores_.resize(static_cast<std::size_t>(C) * P);
  std::vector<FixedImage> fixed(static_cast<std::size_t>(C) * kMembers);
  std::vector<MovedImage> moved(static_cast<std::size_t>(C) * kMembers);
  parallel_for(C * kMembers, 0, [&](int i) {
    const int c = i / kMembers;
    if (i % kMembers >= counts_[c]) return;
    NormalImage normal = exemplars.normal(exemplars.first(c) + i % kMembers);
    moved[i] = moved_image(normal);
    fixed[i] = fixed_image(std::move(normal));
  });
  parallel_for(C * P, 0, [&](int i) {
    const int target = i / P;
    const int partner = (target + offsets_[i % P]) % C;
    for (int a = 0; a < members(target); ++a) {
      for (int b = 0; b < members(partner); ++b) {
        const FixedImage& onto = fixed[target * kMembers + a];
        const MovedImage& bent = moved[partner * kMembers + b];
        scores_[i][a][b] = static_cast<float>(mismatch(onto, bent, fit_warp(onto, bent).coefficients));
      }
    }
  });
}

std::vector<double> ImageBias::biases() const {
  const int C = static_cast<int>(counts_.size());
  const int P = static_cast<int>(offsets_.size());
  std::vector<double> means(C, 0);
  double mean = 0;
  int measured = 0;
  for (int c = 0; c < C; ++c) {
    double sum = 0;
    int pairs = 0;
    for (int p = 0; p < P; ++p) {
      const int other = (c + offsets_[p]) % C;
      const Scores& as_target = scores_[c * P + p];
      const Scores& as_exemplar = scores_[other * P + P - 1 - p];
      for (int a = 0; a < members(c); ++a) {
        for (int b = 0; b < members(other); ++b) {
          sum += .5 * (as_target[a][b] + as_exemplar[b][a]);
          ++pairs;
        }
      }
    }
    if (pairs == 0) continue;
    means[c] = sum / pairs;
    mean += means[c];
    ++measured;
  }
  std::vector<double> out(C, 0);
  for (int c = 0; c < C; ++c) {
    if (means[c] == 0) continue;  // nothing was measured
    out[c] = kImages.bias_share * (mean / measured - means[c]) / (1 + counts_[c]);
  }
  return out;
}

}  // namespace resketch
