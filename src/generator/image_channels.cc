#include "generator/image_channels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

#include "generator/image_constants.h"
#include "generator/image_pose.h"

namespace resketch {
namespace {

/// Weights of a normal distribution, cut off where they are below a twentieth of the middle.
std::vector<float> normal_weights(float sigma) {
  const int reach = static_cast<int>(std::ceil(2.5F * sigma));
  std::vector<float> weights(2 * reach + 1);
  float sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    weights[i + reach] = std::exp(-static_cast<float>(i * i) / (2 * sigma * sigma));
    sum += weights[i + reach];
  }
  for (float& weight : weights) weight /= sum;
  return weights;
}

/// Weights of the mean over `pool` softened neighbours: the first lies reach before the first of them.
std::vector<float> pooled_weights(float sigma, int pool) {
  const std::vector<float> weights = normal_weights(sigma);
  std::vector<float> pooled(weights.size() + pool - 1, 0.0F);
  for (int i = 0; i < pool; ++i) {
    for (std::size_t j = 0; j < weights.size(); ++j) pooled[i + j] += weights[j] / static_cast<float>(pool);
  }
  return pooled;
}

/// One axis of soften_and_pool: out[o] = sum_i weights[i] in[pool o - reach + i], for `lines` lines side by
/// side. Places are `stride` values apart, lines `line_stride`, and a place has kValues values.
struct Axis {
  int length, lines;
  std::size_t stride, line_stride, out_stride, out_line_stride;
};

template <int kValues>
void pool_axis(const float* in, const Axis& axis, const std::vector<float>& weights, int pool, float* out) {
  const int taps = static_cast<int>(weights.size());
  const int reach = (taps - pool) / 2;
  for (int line = 0; line < axis.lines; ++line) {
    for (int o = 0; o < axis.length / pool; ++o) {
      const int first = std::max(0, reach - pool * o);
      const int last = std::min(taps, axis.length + reach - pool * o);
      const float* from = in + line * axis.line_stride;
      float sums[kValues] = {};
      for (int i = first; i < last; ++i) {
        const float* place = from + (pool * o - reach + i) * axis.stride;
        for (int c = 0; c < kValues; ++c) sums[c] += weights[i] * place[c];
      }
      std::copy_n(sums, kValues, out + line * axis.out_line_stride + o * axis.out_stride);
    }
  }
}

template <int kValues, typename Values>
Values pool_image(const Values& in, int size, float sigma, int pool) {
  const std::vector<float> weights = pooled_weights(sigma, pool);
  const int small = size / pool;
  const std::size_t row = static_cast<std::size_t>(size) * kValues;
  const std::size_t small_row = static_cast<std::size_t>(small) * kValues;
  Values between(size * small_row);
  Values out(small * small_row);
  pool_axis<kValues>(in.data(), {size, size, kValues, row, kValues, small_row}, weights, pool,
                     between.data());
  pool_axis<kValues>(between.data(), {size, small, small_row, kValues, small_row, kValues}, weights, pool,
                     out.data());
  return out;
}

/// How the softened ink changes at a pixel.
struct Gradient {
  float along, down;
  float energy() const { return along * along + down * down; }
};

/// Sobel, over the ink blurred. [kNormalSize, kNormalSize]
std::vector<Gradient> gradients_of(std::span<const float> ink) {
  constexpr int kSize = kNormalSize;
  const std::vector<float> soft =
      pool_image<1>(std::vector<float>(ink.begin(), ink.end()), kSize, kImages.gradient_blur, 1);
  const auto at = [&](int row, int column) {
    return row < 0 || column < 0 || row >= kSize || column >= kSize ? 0.0F : soft[row * kSize + column];
  };
  std::vector<Gradient> out(kSize * kSize);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      out[y * kSize + x].along = (at(y - 1, x + 1) + 2 * at(y, x + 1) + at(y + 1, x + 1) - at(y - 1, x - 1) -
                                  2 * at(y, x - 1) - at(y + 1, x - 1)) /
                                 8;
      out[y * kSize + x].down = (at(y + 1, x - 1) + 2 * at(y + 1, x) + at(y + 1, x + 1) - at(y - 1, x - 1) -
                                 2 * at(y - 1, x) - at(y - 1, x + 1)) /
                                8;
    }
  }
  return out;
}

/// Root mean square gradient nearby, never quite 0.
std::vector<float> contrasts_of(const std::vector<Gradient>& gradients) {
  std::vector<float> energy(gradients.size());
  for (std::size_t p = 0; p < energy.size(); ++p) energy[p] = gradients[p].energy();
  std::vector<float> nearby = pool_image<1>(energy, kNormalSize, kImages.contrast_blur, 1);
  for (float& value : nearby) value = std::sqrt(value + kImages.contrast_floor * kImages.contrast_floor);
  return nearby;
}

/// The two directions next to a gradient's own, and the second one's share.
struct Directions {
  int first, second;
  float share;
};

Directions directions_of(const Gradient& gradient) {
  const float angle = gradient.energy() > 0 ? std::atan2(gradient.down, gradient.along) : 0;
  const float turns = angle / (2 * std::numbers::pi_v<float>);
  const float place = (turns - std::floor(turns)) * kWarpChannels;
  const int direction = static_cast<int>(place);  // kWarpChannels itself where rounding made a full turn
  return {direction % kWarpChannels, (direction + 1) % kWarpChannels, place - static_cast<float>(direction)};
}

}  // namespace

Channels soften_and_pool(const Channels& channels, int size, float sigma, int pool) {
  return pool_image<kWarpChannels>(channels, size, sigma, pool);
}

Channels gradient_by_channels(const Channels& by_pooled, int size, float sigma, int pool) {
  Channels spread(static_cast<std::size_t>(size) * size * kWarpChannels);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const std::size_t from = static_cast<std::size_t>(y / pool) * (size / pool) + x / pool;
      for (int c = 0; c < kWarpChannels; ++c) {
        spread[(static_cast<std::size_t>(y) * size + x) * kWarpChannels + c] =
            by_pooled[from * kWarpChannels + c] / static_cast<float>(pool * pool);
      }
    }
  }
  return soften_and_pool(spread, size, sigma, 1);  // blurring is its own transpose
}

Channels gradient_channels(std::span<const float> ink) {
  const std::vector<Gradient> gradients = gradients_of(ink);
  const std::vector<float> nearby = contrasts_of(gradients);
  Channels channels(gradients.size() * kWarpChannels, 0.0F);
  for (std::size_t p = 0; p < gradients.size(); ++p) {
    const float size = std::sqrt(gradients[p].energy()) / nearby[p];
    const Directions to = directions_of(gradients[p]);
    channels[p * kWarpChannels + to.first] += size * (1 - to.share);
    channels[p * kWarpChannels + to.second] += size * to.share;
  }
  return soften_and_pool(channels, kNormalSize, kImages.channel_blur, 1);
}

std::vector<float> gradient_by_ink(std::span<const float> ink, const Channels& by_channel) {
  constexpr int kSize = kNormalSize;
  const std::vector<Gradient> gradients = gradients_of(ink);
  const std::vector<float> nearby = contrasts_of(gradients);
  const Channels by_sharp = gradient_by_channels(by_channel, kSize, kImages.channel_blur, 1);
  std::vector<float> by_energy(gradients.size(), 0.0F);  // of the neighbourhood, then of the pixel
  for (std::size_t p = 0; p < gradients.size(); ++p) {
    const Directions to = directions_of(gradients[p]);
    const float by_size = (1 - to.share) * by_sharp[p * kWarpChannels + to.first] +
                          to.share * by_sharp[p * kWarpChannels + to.second];
    by_energy[p] = -.5F * by_size * std::sqrt(gradients[p].energy()) / (nearby[p] * nearby[p] * nearby[p]);
  }
  by_energy = pool_image<1>(by_energy, kSize, kImages.contrast_blur, 1);
  std::vector<float> by_soft(gradients.size(), 0.0F);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {
      const std::size_t p = static_cast<std::size_t>(y) * kSize + x;
      const auto [along, down] = gradients[p];
      const float energy = gradients[p].energy();
      if (energy == 0) continue;
      const Directions to = directions_of(gradients[p]);
      const float first = by_sharp[p * kWarpChannels + to.first];
      const float second = by_sharp[p * kWarpChannels + to.second];
      const float length = std::sqrt(energy);
      const float by_length = ((1 - to.share) * first + to.share * second) / nearby[p];
      const float by_angle =
          (second - first) * length / nearby[p] * kWarpChannels / (2 * std::numbers::pi_v<float>);
      const float radial = by_length / length + 2 * by_energy[p];
      const float by_along = radial * along - by_angle * down / energy;
      const float by_down = radial * down + by_angle * along / energy;
      const auto add = [&](int row, int column, float value) {
        if (row >= 0 && column >= 0 && row < kSize && column < kSize) by_soft[row * kSize + column] += value;
      };
      for (const int side : {-1, 1}) {
        for (int i = -1; i <= 1; ++i) {
          const auto weight = static_cast<float>(side * (2 - std::abs(i))) / 8;
          add(y + i, x + side, weight * by_along);
          add(y + side, x + i, weight * by_down);
        }
      }
    }
  }
  return pool_image<1>(by_soft, kSize, kImages.gradient_blur, 1);
}

Channels with_margin(const Channels& channels, int size) {
  const int width = size + 2 * kWarpMargin;
  Channels out(static_cast<std::size_t>(width) * width * kWarpChannels, 0.0F);
  for (int row = 0; row < size; ++row) {
    const auto from = channels.begin() + static_cast<std::ptrdiff_t>(row) * size * kWarpChannels;
    const auto to =
        out.begin() + static_cast<std::ptrdiff_t>((row + kWarpMargin) * width + kWarpMargin) * kWarpChannels;
    std::copy(from, from + static_cast<std::ptrdiff_t>(size) * kWarpChannels, to);
  }
  return out;
}

}  // namespace resketch
