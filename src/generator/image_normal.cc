#include "generator/image_normal.h"

#include <cstddef>
#include <utility>

#include "generator/image_constants.h"
#include "generator/image_filled.h"

namespace resketch {

NormalImage normal_image(std::vector<float> ink) {
  NormalImage normal;
  normal.ink = std::move(ink);
  normal.channels = gradient_channels(normal.ink);
  normal.key = soften_and_pool(normal.channels, kNormalSize, kImages.key_blur, kKeyPool);
  normal.filled = filled(normal.ink);
  return normal;
}

NormalImage normal_image(const ImageView& image) {
  return normal_image(normalise(image, measure_pose(image)));
}

std::vector<float> gradient_by_ink(const std::vector<float>& ink, const NormalImage& gradient) {
  Channels by_channel = gradient_by_channels(gradient.key, kNormalSize, kImages.key_blur, kKeyPool);
  for (std::size_t i = 0; i < by_channel.size(); ++i) by_channel[i] += gradient.channels[i];
  std::vector<float> by_ink = gradient_by_ink(ink, by_channel);
  const std::vector<float> by_depth = gradient_through_filled(ink, gradient.filled);
  for (std::size_t p = 0; p < by_ink.size(); ++p) by_ink[p] += gradient.ink[p] + by_depth[p];
  return by_ink;
}

}  // namespace resketch
