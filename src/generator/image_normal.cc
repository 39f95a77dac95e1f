#include "generator/image_normal.h"

#include <utility>

#include "generator/image_constants.h"

namespace resketch {

NormalImage normal_image(std::vector<float> ink) {
  NormalImage normal;
  normal.ink = std::move(ink);
  normal.channels = gradient_channels(normal.ink);
  normal.key = soften_and_pool(normal.channels, kNormalSize, kImages.key_blur, kKeyPool);
  return normal;
}

}  // namespace resketch
