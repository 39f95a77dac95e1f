#include "generator/image_style.h"

#include <fmt/format.h>

#include <cstddef>

#include "generator/exemplar_generator.h"

namespace resketch {

ImageStyle learn_paper(const Model& model) {
  const int rows = model.preprocessing.steps;
  const int columns = model.preprocessing.dims;
  double sum = 0;
  double pixels = 0;
  for (const Module& module : model.modules) {
    const float* pixel = module.exemplars.data();
    for (int k = 0; k < module.shape.inputs; ++k) {
      for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column, ++pixel) {
          if (row > 0 && column > 0 && row < rows - 1 && column < columns - 1) continue;
          sum += *pixel;
          ++pixels;
        }
      }
    }
  }
  return {sum > .5 * pixels ? 1.0F : 0.0F};
}

void store_style(const ImageStyle& style, Model& model) {
  model.style.clear();
  model.style["paper"] = {style.paper};
}

Result<ImageStyle> stored_image_style(const Model& model) {
  const auto found = model.style.find("paper");
  if (found == model.style.end()) {
    return Error(ErrorCode::kBadInput, "style array 'paper' is missing; an image generator needs it");
  }
  if (found->second.size() != 1) {
    return Error(
        ErrorCode::kBadInput,
        fmt::format("style array 'paper' has {} values; an image generator expects 1", found->second.size()));
  }
  const float paper = found->second.front();
  if (paper != 0 && paper != 1) {
    return Error(ErrorCode::kBadInput,
                 fmt::format("style array 'paper' is {}; an image generator expects 0 or 1", paper));
  }
  return ImageStyle{paper};
}

}  // namespace resketch
