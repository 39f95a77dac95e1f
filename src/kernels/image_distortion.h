// How far two images are apart if every pixel may look for its counterpart nearby: the image distortion
// model.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace resketch {

inline constexpr int kDistortionSize = 24;     ///< pixels an axis
inline constexpr int kDistortionChannels = 2;  ///< values a pixel: the gradient
inline constexpr int kDistortionReach = 3;     ///< how far away a counterpart may be, in x and in y
inline constexpr int kDistortionValues = kDistortionChannels * kDistortionSize * kDistortionSize;

/// An image in a margin of zeros, as the comparison wants it.
class DistortionImage {
 public:
  static constexpr int kMargin = kDistortionReach + 1;  // a patch around the farthest counterpart
  static constexpr int kWidth = kDistortionSize + 2 * kMargin;
  static constexpr int kSlack = 16;  // read beyond either end, of no consequence

  /// @param channels [kDistortionChannels, kDistortionSize, kDistortionSize]
  explicit DistortionImage(std::span<const float> channels);

  /// The first pixel of a channel's margin.
  const float* channel(int c) const { return planes_[c].data() + kSlack; }

 private:
  std::array<std::array<float, kWidth * kWidth + 2 * kSlack>, kDistortionChannels> planes_{};
};

/// Sum over the pixels of `fixed` of the least squared difference between the 3 x 3 patch around the pixel
/// and a patch of `moved`, at most kDistortionReach away in x and in y. Not symmetric. Source: Keysers,
/// Deselaers, Gollan & Ney 2007, "Deformation models for image recognition", section 3.3.
float image_distortion(const DistortionImage& fixed, const DistortionImage& moved);

}  // namespace resketch
