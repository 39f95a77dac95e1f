// Nearest neighbour by the image distortion model, on gradients of deskewed images.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "base/aligned.h"
#include "baselines/answerer.h"
#include "baselines/baseline_constants.h"
#include "generator/image_pose.h"
#include "generator/image_style.h"
#include "kernels/image_distortion.h"
#include "kernels/key_distance.h"

namespace resketch {
namespace {

constexpr int kSize = kDistortionSize;
static_assert(kSize == kNormalSize);

using Ink = std::vector<float>;

/// Weighted with a normal distribution; beside the image there is nothing.
Ink soften(const Ink& ink, float sigma) {
  const int reach = static_cast<int>(std::ceil(2.5F * sigma));
  std::vector<float> weights;
  for (int i = -reach; i <= reach; ++i)
    weights.push_back(std::exp(-static_cast<float>(i * i) / (2 * sigma * sigma)));
  const float sum = std::accumulate(weights.begin(), weights.end(), 0.0F);
  const auto along = [&](const Ink& in, int stride, int line_stride) {
    Ink out(in.size());
    for (int line = 0; line < kSize; ++line) {
      for (int at = 0; at < kSize; ++at) {
        float value = 0;
        for (int i = std::max(-reach, -at); i <= std::min(reach, kSize - 1 - at); ++i)
          value += weights[i + reach] * in[line * line_stride + (at + i) * stride];
        out[line * line_stride + at * stride] = value / sum;
      }
    }
    return out;
  };
  return along(along(ink, 1, kSize), kSize, 1);
}

/// Gradients (Sobel), their lengths as square roots: strong edges then do not outweigh faint ones.
/// @returns [kDistortionValues]
std::vector<float> gradients(const Ink& ink) {
  const auto at = [&](int y, int x) {
    return y < 0 || x < 0 || y >= kSize || x >= kSize ? 0.0F : ink[y * kSize + x];
  };
  std::vector<float> out(kDistortionValues);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const float along = (at(y - 1, x + 1) + 2 * at(y, x + 1) + at(y + 1, x + 1) - at(y - 1, x - 1) -
                           2 * at(y, x - 1) - at(y + 1, x - 1)) /
                          8;
      const float down = (at(y + 1, x - 1) + 2 * at(y + 1, x) + at(y + 1, x + 1) - at(y - 1, x - 1) -
                          2 * at(y - 1, x) - at(y - 1, x + 1)) /
                         8;
      const float length = std::sqrt(along * along + down * down);
      const float scale = length > 0 ? 1 / std::sqrt(length) : 0;
      out[y * kSize + x] = scale * along;
      out[kSize * kSize + y * kSize + x] = scale * down;
    }
  }
  return out;
}

class DistortedNearest final : public Answerer {
 public:
  explicit DistortedNearest(const Model& model)
      : rows_(model.preprocessing.steps),
        columns_(model.preprocessing.dims),
        paper_(learn_paper(model).paper) {
    const std::vector<Exemplar> exemplars = exemplars_of(model);
    channels_.reserve(exemplars.size() * kDistortionValues);
    for (const Exemplar& exemplar : exemplars) {
      modules_.push_back(exemplar.module);
      const std::vector<float> channels = channels_of(exemplar.values);
      channels_.insert(channels_.end(), channels.begin(), channels.end());
    }
  }

  void answer(std::span<const float> targets, std::span<Answer> answers) const override {
    const std::size_t length = targets.size() / answers.size();
    for (std::size_t n = 0; n < answers.size(); ++n)
      answers[n] = nearest(channels_of(targets.subspan(n * length, length)));
  }

 private:
  std::vector<float> channels_of(std::span<const float> pixels) const {
    const ImageView image{pixels, rows_, columns_, paper_};
    return gradients(soften(normalise(image, measure_pose(image)), kDistortion.blur));
  }

  std::span<const float> exemplar(int n) const {
    return std::span(channels_).subspan(static_cast<std::size_t>(n) * kDistortionValues, kDistortionValues);
  }

  /// All exemplars, or of many those nearest without displacements.
  std::vector<int> worth_comparing(const std::vector<float>& target) const {
    std::vector<int> chosen(modules_.size());
    std::iota(chosen.begin(), chosen.end(), 0);
    if (static_cast<int>(chosen.size()) <= kDistortion.most_compared) return chosen;
    const AlignedVector<float> key(target.begin(), target.end());
    std::vector<float> distances(modules_.size());
    key_distances(channels_.data(), key, distances);
    const auto last = chosen.begin() + kDistortion.most_compared;
    std::nth_element(chosen.begin(), last, chosen.end(), [&](int a, int b) {
      return distances[a] < distances[b] || (distances[a] == distances[b] && a < b);
    });
    chosen.erase(last, chosen.end());
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  Answer nearest(const std::vector<float>& channels) const {
    const DistortionImage target(channels);
    float least = std::numeric_limits<float>::infinity();
    int module = modules_.front();
    for (const int n : worth_comparing(channels)) {
      const DistortionImage other(exemplar(n));
      // Both ways: a blank part of one image fits any blank part of the other.
      const float distance = image_distortion(target, other) + image_distortion(other, target);
      if (distance >= least) continue;
      least = distance;
      module = modules_[n];
    }
    return {module, -static_cast<double>(least)};
  }

  int rows_, columns_;
  float paper_;
  std::vector<int> modules_;
  AlignedVector<float> channels_;  // [exemplars, kDistortionValues]
};

}  // namespace

std::unique_ptr<Answerer> make_distorted_nearest(const Model& model) {
  return std::make_unique<DistortedNearest>(model);
}

}  // namespace resketch
