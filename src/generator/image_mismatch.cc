#include "generator/image_mismatch.h"

#include <algorithm>
#include <array>
#include <cmath>

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

Ink ink_difference(const FixedImage& target, const MovedImage& exemplar, const WarpCoefficients& bent) {
  Ink difference;
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      const Point from = bend(bent, {1.0 * x, 1.0 * y});
      const double column = std::clamp(from.x, 0.0, kNormalSize - 1.001);
      const double row = std::clamp(from.y, 0.0, kNormalSize - 1.001);
      const int left = static_cast<int>(column);
      const int upper = static_cast<int>(row);
      const auto along = static_cast<float>(column - left);
      const auto down = static_cast<float>(row - upper);
      const float* at = &exemplar.ink[upper * kNormalSize + left];
      const float above = at[0] + along * (at[1] - at[0]);
      const float below = at[kNormalSize] + along * (at[kNormalSize + 1] - at[kNormalSize]);
      difference[y * kNormalSize + x] = target.ink[y * kNormalSize + x] - (above + down * (below - above));
    }
  }
  return difference;
}

/// Sum of squares of what is left after the mean over a neighbourhood is taken away.
double fine_part(const Ink& values) {
  constexpr int kReach = kImages.ink_reach;
  double sum = 0;
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      const int top = std::max(y - kReach, 0);
      const int bottom = std::min(y + kReach, kNormalSize - 1);
      const int left = std::max(x - kReach, 0);
      const int right = std::min(x + kReach, kNormalSize - 1);
      float nearby = 0;
      for (int v = top; v <= bottom; ++v) {
        for (int u = left; u <= right; ++u) nearby += values[v * kNormalSize + u];
      }
      const float rest =
          values[y * kNormalSize + x] - nearby / static_cast<float>((bottom - top + 1) * (right - left + 1));
      sum += static_cast<double>(rest * rest);
    }
  }
  return sum;
}

}  // namespace

double mismatch(const FixedImage& target, const MovedImage& exemplar, const WarpCoefficients& bent) {
  return kImages.residual_weight * concentrated(cell_residuals(target, exemplar, bent)) +
         kImages.glance_weight * glance(target.key, exemplar.key) +
         kImages.ink_weight * fine_part(ink_difference(target, exemplar, bent));
}

}  // namespace resketch
