// An image freed of its pose, in the forms in which images are compared.
#pragma once

#include <vector>

#include "generator/image_channels.h"
#include "generator/image_pose.h"
#include "kernels/key_distance.h"

namespace resketch {

/// Pooled channels, 6 x 6 places: a glance at an image, and what exemplars are sought by where there are
/// many.
inline constexpr int kKeyPool = 4;
inline constexpr int kKeySize = (kNormalSize / kKeyPool) * (kNormalSize / kKeyPool) * kWarpChannels;

struct NormalImage {
  std::vector<float> ink;     ///< [24, 24], 0..1
  Channels channels;          ///< [24, 24, channels]
  AlignedVector<float> key;   ///< [kKeySize]
  std::vector<float> filled;  ///< [24, 24], see image_filled.h
};

/// @param ink  what normalise() made
NormalImage normal_image(std::vector<float> ink);

/// Of an image in whatever pose.
NormalImage normal_image(const ImageView& image);

/// Back through normal_image: the gradient of a function of the whole by the ink alone, [24, 24].
/// @param gradient  the function's gradient by ink, channels, key and filled ink as if they were independent
std::vector<float> gradient_by_ink(const std::vector<float>& ink, const NormalImage& gradient);

}  // namespace resketch
