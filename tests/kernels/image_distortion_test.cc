#include "kernels/image_distortion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "base/random.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

constexpr int kSize = kDistortionSize;

std::vector<float> random_channels(std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<float> channels(kDistortionValues);
  for (float& value : channels) value = random.normal();
  return channels;
}

float at(const std::vector<float>& channels, int c, int y, int x) {
  return y < 0 || x < 0 || y >= kSize || x >= kSize ? 0 : channels[(c * kSize + y) * kSize + x];
}

/// By definition, in double.
double reference(const std::vector<float>& fixed, const std::vector<float>& moved) {
  double total = 0;
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      double least = std::numeric_limits<double>::infinity();
      for (int dy = -kDistortionReach; dy <= kDistortionReach; ++dy) {
        for (int dx = -kDistortionReach; dx <= kDistortionReach; ++dx) {
          double sum = 0;
          for (int c = 0; c < kDistortionChannels; ++c) {
            for (int v = -1; v <= 1; ++v) {
              for (int u = -1; u <= 1; ++u) {
                const double apart = at(fixed, c, y + v, x + u) - at(moved, c, y + dy + v, x + dx + u);
                sum += apart * apart;
              }
            }
          }
          least = std::min(least, sum);
        }
      }
      total += least;
    }
  }
  return total;
}

TEST(ImageDistortion, EqualsADoubleReferenceOnEveryIsa) {
  const auto a = random_channels(1);
  const auto b = random_channels(2);
  const double expected = reference(a, b);
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    EXPECT_NEAR(image_distortion(DistortionImage(a), DistortionImage(b)), expected, 1e-5 * expected) << isa;
  }
  use_isa(available_isas().front()).value();
}

TEST(ImageDistortion, AShiftWithinReachCostsNothingAndOneBeyondItDoes) {
  const auto dot = [](int y, int x) {
    std::vector<float> channels(kDistortionValues, 0.0F);
    channels[y * kSize + x] = 1;
    return DistortionImage(channels);
  };
  EXPECT_EQ(image_distortion(dot(10, 10), dot(13, 7)), 0);
  EXPECT_GT(image_distortion(dot(10, 10), dot(14, 10)), 0);
}

TEST(ImageDistortion, ABlankImageFitsWhateverHasBlankPartsButNotTheOtherWayRound) {
  std::vector<float> channels(kDistortionValues, 0.0F);
  const DistortionImage blank(channels);
  channels[12 * kSize + 12] = 1;
  const DistortionImage dot(channels);
  EXPECT_EQ(image_distortion(blank, dot), 0);
  EXPECT_EQ(image_distortion(dot, blank), 9);  // the dot is in nine patches
}

}  // namespace
}  // namespace resketch
