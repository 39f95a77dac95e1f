// All exemplars of a model as images, and which of them are worth fitting to a target.
#pragma once

#include <cstddef>
#include <vector>

#include "generator/exemplar_generator.h"
#include "generator/image_warp.h"

namespace resketch {

/// Which exemplars to fit, and what to draw of a class of which none is fitted.
struct Candidates {
  std::vector<int> fitted;
  std::vector<int> nearest;  ///< [C] by key; empty where all are fitted
};

/// N exemplars, counted through all classes.
class ImageExemplars {
 public:
  /// @errors kBadInput if a module's exemplars are not [K, T, D]
  static Result<ImageExemplars> make(const Model& model, float paper);

  int size() const { return first_.back(); }
  int classes() const { return static_cast<int>(first_.size()) - 1; }
  int first(int module) const { return first_[module]; }
  int class_of(int exemplar) const { return class_of_[exemplar]; }
  int count(int module) const { return first_[module + 1] - first_[module]; }  ///< K

  /// `pixels` [T, D] as an image of this model.
  ImageView view(std::span<const float> pixels) const { return {pixels, rows_, columns_, paper_}; }
  ImageView image(int exemplar) const {
    const std::size_t length = static_cast<std::size_t>(rows_) * columns_;
    return view(std::span(pixels_).subspan(exemplar * length, length));
  }

  NormalImage normal(int exemplar) const;

  /// The exemplar as it is bent, from memory or, where there are too many to keep, made anew in `space`.
  const MovedImage& moved(int exemplar, MovedImage& space) const;

  /// All exemplars where they are few, else those nearest by key.
  /// @param key [kKeySize] of the target
  Candidates candidates(const AlignedVector<float>& key) const;

 private:
  ImageExemplars() = default;

  int rows_ = 0;
  int columns_ = 0;
  float paper_ = 0;
  std::vector<int> first_{0};      // [C + 1]
  std::vector<int> class_of_;      // [N]
  std::vector<float> pixels_;      // [N, T, D]
  AlignedVector<float> keys_;      // [N, kKeySize]; empty where all are fitted anyway
  std::vector<MovedImage> moved_;  // [N], or empty
};

}  // namespace resketch
