// What all classes of images share: what paper looks like.
#pragma once

#include "resketch/dataset.h"
#include "resketch/model.h"

namespace resketch {

struct ImageStyle {
  float paper = 0;  ///< brightness of what nothing is drawn on: 0 (light on dark) or 1 (dark on light)
};

/// Paper is what most of the images' border is; of a model, of its exemplars'.
ImageStyle learn_paper(const Dataset& images);
ImageStyle learn_paper(const Model& model);

/// As the array "paper" [1] of model.style.
void store_style(const ImageStyle& style, Model& model);

/// @errors kBadInput if the array is missing, of the wrong length or neither 0 nor 1
Result<ImageStyle> stored_image_style(const Model& model);

}  // namespace resketch
