#include "generator/image_style.h"

#include <fmt/format.h>

#include <cstddef>

#include "generator/exemplar_generator.h"

namespace resketch {

namespace {

/// Mean brightness along the borders of images.
class Border {
 public:
  void add(const float* pixel, int rows, int columns) {
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column, ++pixel) {
        if (row > 0 && column > 0 && row < rows - 1 && column < columns - 1) continue;
        sum_ += *pixel;
        ++pixels_;
      }
    }
  }
  ImageStyle style() const { return {sum_ > .5 * pixels_ ? 1.0F : 0.0F}; }

 private:
  double sum_ = 0;
  double pixels_ = 0;
};

}  // namespace

ImageStyle learn_paper(const Dataset& images) {
  Border border;
  for (int n = 0; n < images.size(); ++n) border.add(images[n].values.data(), images.steps(n), images.dims);
  return border.style();
}

ImageStyle learn_paper(const Model& model) {
  const int rows = model.preprocessing.steps;
  const int columns = model.preprocessing.dims;
  Border border;
  for (const Module& module : model.modules) {
    for (int k = 0; k < module.shape.inputs; ++k)
      border.add(&module.exemplars[static_cast<std::size_t>(k) * rows * columns], rows, columns);
  }
  return border.style();
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
