#include "kernels/image_distortion.h"

#include <algorithm>

#include "base/aligned.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/image_distortion.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

// Rows lie one after the other with their margins, so that a displacement is an offset and the whole image
// one loop over vectors. What wraps around from row to row stays within the margins.
constexpr int kWidth = DistortionImage::kWidth;
constexpr int kSlack = DistortionImage::kSlack;
constexpr int kFirst = DistortionImage::kMargin * kWidth;
constexpr int kEnd = kFirst + kDistortionSize * kWidth;
constexpr float kFar = 1e30F;

using Plane = std::array<float, kWidth * kWidth + 2 * kSlack>;

float distortion(const DistortionImage& fixed, const DistortionImage& moved) {
  const hn::CappedTag<float, 16> d;
  const int L = static_cast<int>(hn::Lanes(d));
  static_assert(kWidth % 16 == 0);
  alignas(kSimdAlignment) Plane apart_plane{};
  alignas(kSimdAlignment) Plane row_plane;
  alignas(kSimdAlignment) Plane least_plane;
  float* apart = apart_plane.data() + kSlack;  // squared differences of pixels
  float* rows = row_plane.data() + kSlack;     // their sums over three in a row
  float* least = least_plane.data() + kSlack;
  for (int i = kFirst; i < kEnd; i += L) hn::Store(hn::Set(d, kFar), d, least + i);
  for (int y = -kDistortionReach; y <= kDistortionReach; ++y) {
    for (int x = -kDistortionReach; x <= kDistortionReach; ++x) {
      const int offset = y * kWidth + x;
      for (int i = kFirst - kWidth; i < kEnd + kWidth; i += L) {
        auto sum = hn::Zero(d);
        for (int c = 0; c < kDistortionChannels; ++c) {
          const auto difference =
              hn::Sub(hn::LoadU(d, fixed.channel(c) + i), hn::LoadU(d, moved.channel(c) + i + offset));
          sum = hn::MulAdd(difference, difference, sum);
        }
        hn::Store(sum, d, apart + i);
      }
      for (int i = kFirst - kWidth; i < kEnd + kWidth; i += L) {
        hn::Store(hn::Add(hn::Load(d, apart + i),
                          hn::Add(hn::LoadU(d, apart + i - 1), hn::LoadU(d, apart + i + 1))),
                  d, rows + i);
      }
      for (int i = kFirst; i < kEnd; i += L) {
        const auto patch = hn::Add(hn::Load(d, rows + i),
                                   hn::Add(hn::Load(d, rows + i - kWidth), hn::Load(d, rows + i + kWidth)));
        hn::Store(hn::Min(hn::Load(d, least + i), patch), d, least + i);
      }
    }
  }
  float total = 0;
  for (int row = kFirst; row < kEnd; row += kWidth) {
    float sum = 0;
    for (int column = 0; column < kDistortionSize; ++column)
      sum += least[row + DistortionImage::kMargin + column];
    total += sum;
  }
  return total;
}

}  // namespace

// Dispatch needs a name outside the anonymous namespace.
float distortion_entry(const DistortionImage& fixed, const DistortionImage& moved) {
  return distortion(fixed, moved);
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(distortion_entry);

DistortionImage::DistortionImage(std::span<const float> channels) {
  for (int c = 0; c < kDistortionChannels; ++c) {
    for (int row = 0; row < kDistortionSize; ++row) {
      const auto from =
          channels.begin() + (static_cast<std::ptrdiff_t>(c) * kDistortionSize + row) * kDistortionSize;
      std::copy_n(from, kDistortionSize, planes_[c].begin() + kSlack + (kMargin + row) * kWidth + kMargin);
    }
  }
}

float image_distortion(const DistortionImage& fixed, const DistortionImage& moved) {
  return HWY_DYNAMIC_DISPATCH(distortion_entry)(fixed, moved);
}

}  // namespace resketch
#endif
