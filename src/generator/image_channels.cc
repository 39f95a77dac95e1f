#include "generator/image_channels.h"

#include <algorithm>
#include <cmath>
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

}  // namespace

Channels soften_and_pool(const Channels& channels, int size, float sigma, int pool) {
  return pool_image<kWarpChannels>(channels, size, sigma, pool);
}

Channels gradient_channels(std::span<const float> ink) {
  constexpr int kSize = kNormalSize;
  const std::vector<float> soft =
      pool_image<1>(std::vector<float>(ink.begin(), ink.end()), kSize, kImages.gradient_blur, 1);
  const auto at = [&](int row, int column) {
    return row < 0 || column < 0 || row >= kSize || column >= kSize ? 0.0F : soft[row * kSize + column];
  };
  std::vector<float> length(kSize * kSize);
  std::vector<float> angle(kSize * kSize);
  std::vector<float> energy(kSize * kSize);
  for (int y = 0; y < kSize; ++y) {
    for (int x = 0; x < kSize; ++x) {  // Sobel
      const float along = (at(y - 1, x + 1) + 2 * at(y, x + 1) + at(y + 1, x + 1) - at(y - 1, x - 1) -
                           2 * at(y, x - 1) - at(y + 1, x - 1)) /
                          8;
      const float down = (at(y + 1, x - 1) + 2 * at(y + 1, x) + at(y + 1, x + 1) - at(y - 1, x - 1) -
                          2 * at(y - 1, x) - at(y - 1, x + 1)) /
                         8;
      const int p = y * kSize + x;
      energy[p] = along * along + down * down;
      length[p] = std::sqrt(energy[p]);
      angle[p] = energy[p] > 0 ? std::atan2(down, along) : 0;
    }
  }
  const std::vector<float> nearby = pool_image<1>(energy, kSize, kImages.contrast_blur, 1);
  Channels channels(static_cast<std::size_t>(kSize) * kSize * kWarpChannels, 0.0F);
  for (int p = 0; p < kSize * kSize; ++p) {
    const float size = length[p] / std::sqrt(nearby[p] + kImages.contrast_floor * kImages.contrast_floor);
    const float turns = angle[p] / (2 * std::numbers::pi_v<float>);
    const float place = (turns - std::floor(turns)) * kWarpChannels;
    const int direction = static_cast<int>(place);  // kWarpChannels itself where rounding made a full turn
    const float share = place - static_cast<float>(direction);
    channels[p * kWarpChannels + direction % kWarpChannels] += size * (1 - share);
    channels[p * kWarpChannels + (direction + 1) % kWarpChannels] += size * share;
  }
  return soften_and_pool(channels, kSize, kImages.channel_blur, 1);
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
