#include "generator/image_mismatch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "generator/image_constants.h"

namespace resketch {
namespace {

using Ink = std::array<float, kNormalSize * kNormalSize>;

/// Root of the sum of squares over cells: misfit in one place is another shape, spread out it is another
/// hand.
double concentrated(const std::array<float, kCells>& residuals) {
  double squares = 0;
  for (const float residual : residuals) squares += static_cast<double>(residual) * residual;
  return std::sqrt(squares);
}

double glance(const AlignedVector<float>& a, const AlignedVector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>((a[i] - b[i]) * (a[i] - b[i]));
  return sum;
}

/// A value between pixels, and its change by the place.
struct Between {
  float value, by_x, by_y;
};

/// @param values [kNormalSize, kNormalSize]
Between between(const std::vector<float>& values, Point from) {
  const double column = std::clamp(from.x, 0.0, kNormalSize - 1.001);
  const double row = std::clamp(from.y, 0.0, kNormalSize - 1.001);
  const int left = static_cast<int>(column);
  const int upper = static_cast<int>(row);
  const auto along = static_cast<float>(column - left);
  const auto down = static_cast<float>(row - upper);
  const float* at = &values[upper * kNormalSize + left];
  const float above = at[0] + along * (at[1] - at[0]);
  const float below = at[kNormalSize] + along * (at[kNormalSize + 1] - at[kNormalSize]);
  const float by_x = (1 - down) * (at[1] - at[0]) + down * (at[kNormalSize + 1] - at[kNormalSize]);
  return {above + down * (below - above), column == from.x ? by_x : 0,
          row == from.y ? below - above : 0};  // still where it was clamped
}

/// What `fixed` is more than `moved` after the bend.
Ink difference_of(const std::vector<float>& fixed, const std::vector<float>& moved,
                  const WarpCoefficients& bent) {
  Ink difference;
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      difference[y * kNormalSize + x] =
          fixed[y * kNormalSize + x] - between(moved, bend(bent, {1.0 * x, 1.0 * y})).value;
    }
  }
  return difference;
}

/// Pixels around a pixel, as far as the ink's mean reaches.
struct Around {
  static constexpr int kReach = kImages.ink_reach;
  Around(int x, int y)
      : top(std::max(y - kReach, 0)),
        bottom(std::min(y + kReach, kNormalSize - 1)),
        left(std::max(x - kReach, 0)),
        right(std::min(x + kReach, kNormalSize - 1)) {}
  float count() const { return static_cast<float>((bottom - top + 1) * (right - left + 1)); }

  int top, bottom, left, right;
};

/// What is left of `values` after the mean over a neighbourhood is taken away.
Ink fine_part(const Ink& values) {
  Ink rest;
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      const Around around(x, y);
      float nearby = 0;
      for (int v = around.top; v <= around.bottom; ++v) {
        for (int u = around.left; u <= around.right; ++u) nearby += values[v * kNormalSize + u];
      }
      rest[y * kNormalSize + x] = values[y * kNormalSize + x] - nearby / around.count();
    }
  }
  return rest;
}

/// Its transpose.
Ink fine_part_transposed(const Ink& by_rest) {
  Ink by_values = by_rest;
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      const Around around(x, y);
      const float share = by_rest[y * kNormalSize + x] / around.count();
      for (int v = around.top; v <= around.bottom; ++v) {
        for (int u = around.left; u <= around.right; ++u) by_values[v * kNormalSize + u] -= share;
      }
    }
  }
  return by_values;
}

double sum_of_squares(const Ink& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value * value);
  return sum;
}

}  // namespace

double mismatch(const FixedImage& target, const MovedImage& exemplar, const WarpCoefficients& bent) {
  return kImages.residual_weight * concentrated(cell_residuals(target, exemplar, bent)) +
         kImages.glance_weight * glance(target.key, exemplar.key) +
         kImages.ink_weight * sum_of_squares(fine_part(difference_of(target.ink, exemplar.ink, bent))) +
         kImages.filled_weight * sum_of_squares(difference_of(target.filled, exemplar.filled, bent));
}

NormalImage mismatch_gradient(const FixedImage& target, const MovedImage& exemplar,
                              const WarpCoefficients& bent) {
  NormalImage out{std::vector<float>(target.ink.size()), Channels(target.fine.size()),
                  AlignedVector<float>(target.key.size()), std::vector<float>(target.filled.size())};
  for (std::size_t i = 0; i < out.key.size(); ++i) {
    out.key[i] = static_cast<float>(2 * kImages.glance_weight) * (target.key[i] - exemplar.key[i]);
  }
  Ink by_ink = fine_part_transposed(fine_part(difference_of(target.ink, exemplar.ink, bent)));
  for (float& value : by_ink) value *= static_cast<float>(2 * kImages.ink_weight);
  std::copy(by_ink.begin(), by_ink.end(), out.ink.begin());
  Ink by_filled = difference_of(target.filled, exemplar.filled, bent);
  for (float& value : by_filled) value *= static_cast<float>(2 * kImages.filled_weight);
  std::copy(by_filled.begin(), by_filled.end(), out.filled.begin());

  const auto residuals = cell_residuals(target, exemplar, bent);
  const double root = concentrated(residuals);
  const int side = kNormalSize / kCellsPerAxis;
  WarpCoefficients by_bend{};
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      const int p = y * kNormalSize + x;
      const double residual = residuals[y / side * kCellsPerAxis + x / side];
      const auto worth = static_cast<float>(root > 0 ? 2 * kImages.residual_weight * residual / root : 0);
      const Point from = bend(bent, {1.0 * x, 1.0 * y});
      const BentPixel pixel = bent_pixel(exemplar, from);
      const Between ink = between(exemplar.ink, from);
      const Between depth = between(exemplar.filled, from);
      Point by_point{-by_ink[p] * ink.by_x - by_filled[p] * depth.by_x,
                     -by_ink[p] * ink.by_y - by_filled[p] * depth.by_y};
      for (int c = 0; c < kWarpChannels; ++c) {
        const float by_channel = worth * (target.fine[p * kWarpChannels + c] - pixel.values[c]);
        out.channels[p * kWarpChannels + c] = by_channel;
        by_point.x -= by_channel * pixel.by_x[c];
        by_point.y -= by_channel * pixel.by_y[c];
      }
      add_through_bend({1.0 * x, 1.0 * y}, by_point, by_bend);
    }
  }
  add_through_fit(exemplar, bent, by_bend, out.channels);
  return out;
}

}  // namespace resketch
