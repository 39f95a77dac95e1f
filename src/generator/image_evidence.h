// How well every class explains an image, and what each of the image's pixels has to do with it.
#pragma once

#include <span>
#include <vector>

#include "generator/image_exemplars.h"
#include "generator/image_warp.h"
#include "resketch/model.h"

namespace resketch {

/// One exemplar bent onto the target.
struct FittedExemplar {
  int exemplar = -1;
  WarpCoefficients bent{};
  double mismatch = 0;
};

/// A target explained by all classes.
struct ImageExplanation {
  ImagePose pose;
  FixedImage target;
  Candidates candidates;
  std::vector<std::vector<FittedExemplar>> fits;  ///< [C], best first
  std::vector<double> evidence;                   ///< [C]
};

/// All classes of a model of images, ready to explain. Immutable: any number of threads may use it.
class ImageEvidence {
 public:
  /// @errors kBadInput if style or exemplars are not what an image generator needs
  static Result<ImageEvidence> make(const Model& model);

  const ImageExemplars& exemplars() const { return exemplars_; }

  /// @param target [T, D], preprocessed
  ImageExplanation explain(std::span<const float> target) const;

  /// The gradient of sum_c weights[c] evidence[c] by the pixels of the target, [T, D], through the inference:
  /// the pose follows the moments of the ink, each bend follows the target by the implicit function theorem.
  /// Which exemplars are a class's best is taken as given, as is what stands in for exemplars that were no
  /// candidates.
  /// @param of      explain(target)
  /// @param weights [C]
  std::vector<float> gradient(std::span<const float> target, const ImageExplanation& of,
                              std::span<const double> weights) const;

 private:
  explicit ImageEvidence(ImageExemplars exemplars);

  std::vector<std::vector<FittedExemplar>> fit(const Candidates& candidates, const FixedImage& target) const;

  ImageExemplars exemplars_;
  std::vector<double> biases_;  // [C]
};

}  // namespace resketch
