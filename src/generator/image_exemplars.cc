#include "generator/image_exemplars.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/parallel.h"
#include "generator/image_constants.h"
#include "kernels/key_distance.h"

namespace resketch {
namespace {

constexpr int kMostKept = 2048;  // 45 KB each; making channels anew costs less than fitting them

}  // namespace

Result<ImageExemplars> ImageExemplars::make(const Model& model, float paper) {
  ImageExemplars all;
  all.rows_ = model.preprocessing.steps;
  all.columns_ = model.preprocessing.dims;
  all.paper_ = paper;
  for (const Module& module : model.modules) {
    const int K = module.shape.inputs;
    const std::size_t expected = static_cast<std::size_t>(K) * all.rows_ * all.columns_;
    if (module.exemplars.size() != expected) {
      return Error(ErrorCode::kBadInput,
                   fmt::format("class '{}' has {} pixels; {} exemplars of {} x {} have {}", module.label,
                               module.exemplars.size(), K, all.rows_, all.columns_, expected));
    }
    all.pixels_.insert(all.pixels_.end(), module.exemplars.begin(), module.exemplars.end());
    all.class_of_.insert(all.class_of_.end(), K, all.classes());
    all.first_.push_back(all.first_.back() + K);
  }
  const bool keep = all.size() <= kMostKept;
  const bool seek = all.size() > kImages.all_fitted;
  if (keep) all.moved_.resize(all.size());
  if (seek) all.keys_.resize(static_cast<std::size_t>(all.size()) * kKeySize);
  parallel_for(all.size(), 0, [&](int n) {
    NormalImage normal = all.normal(n);
    if (seek) {
      std::copy(normal.key.begin(), normal.key.end(),
                all.keys_.begin() + static_cast<std::ptrdiff_t>(n) * kKeySize);
    }
    if (keep) all.moved_[n] = moved_image(std::move(normal));
  });
  return all;
}

NormalImage ImageExemplars::normal(int exemplar) const {
  return normal_image(image(exemplar));
}

const MovedImage& ImageExemplars::moved(int exemplar, MovedImage& space) const {
  if (!moved_.empty()) return moved_[exemplar];
  space = moved_image(normal(exemplar));
  return space;
}

Candidates ImageExemplars::candidates(const AlignedVector<float>& key) const {
  Candidates out;
  out.fitted.resize(size());
  std::iota(out.fitted.begin(), out.fitted.end(), 0);
  if (size() <= kImages.all_fitted) return out;
  std::vector<float> distances(size());
  key_distances(keys_.data(), key, distances);
  const auto nearer = [&](int a, int b) {
    return distances[a] != distances[b] ? distances[a] < distances[b] : a < b;
  };
  out.nearest.assign(classes(), -1);
  for (const int n : out.fitted) {
    int& nearest = out.nearest[class_of_[n]];
    if (nearest < 0 || nearer(n, nearest)) nearest = n;
  }
  std::partial_sort(out.fitted.begin(), out.fitted.begin() + kImages.candidates, out.fitted.end(), nearer);
  out.fitted.resize(kImages.candidates);
  return out;
}

}  // namespace resketch
