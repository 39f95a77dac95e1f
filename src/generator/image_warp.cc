#include "generator/image_warp.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <utility>

#include "generator/image_constants.h"

namespace resketch {
namespace {

constexpr int kCoarseSize = kNormalSize / 2;

const WarpGrid& fine_grid() {
  static const WarpGrid kGrid(kNormalSize);
  return kGrid;
}

const WarpGrid& coarse_grid() {
  static const WarpGrid kGrid(kCoarseSize);
  return kGrid;
}

const SmoothnessPrior& prior() {
  static const SmoothnessPrior kPrior;
  return kPrior;
}

/// A rotation about the middle by a small angle, in pixels of the coarse grid.
WarpCoefficients turned(float angle) {
  WarpCoefficients coefficients;
  const float side = static_cast<float>(coarse_grid().side());
  for (int node = 0; node < kNodes; ++node) {
    const int column = node % kNodesPerAxis - kNodesPerAxis / 2;
    const int row = node / kNodesPerAxis - kNodesPerAxis / 2;
    coefficients[2 * node] = -angle * side * static_cast<float>(row);
    coefficients[2 * node + 1] = angle * side * static_cast<float>(column);
  }
  return coefficients;
}

/// The best of the coarse fits, in pixels of the fine grid. Coarse pixels are a quarter as many, and coarse
/// displacements half as long, so that noise and prior are the same there.
WarpCoefficients fit_coarse(const WarpPair& pair) {
  WarpCoefficients best{};
  double lowest = std::numeric_limits<double>::infinity();
  for (const float angle : {0.0F, kImages.turned_start, -kImages.turned_start}) {
    WarpCoefficients coefficients = turned(angle);
    for (int i = 0; i < kImages.coarse_steps; ++i) {
      warp_step(coarse_grid(), pair, prior(), kImages.noise, kImages.coarse_most, coefficients);
    }
    const double score = warp_residual(coarse_grid(), pair, coefficients) +
                         static_cast<double>(kImages.noise) * prior().energy(coefficients);
    if (score < lowest) {
      lowest = score;
      best = coefficients;
    }
  }
  for (float& c : best) c *= 2;
  return best;
}

/// The prior's part. Both sides times the noise's variance: the data's equations then need no scaling.
void begin_equations(const SmoothnessPrior& smoothness, float noise, const WarpCoefficients& coefficients,
                     WarpSystem& system) {
  smoothness.begin_system(coefficients, system);
  for (auto& row : system.matrix) {
    for (float& value : row) value *= noise;
  }
  for (float& value : system.right) value *= noise;
}

/// A node of the grid and its share in a pixel's displacement.
struct Tent {
  int node;
  double share;
};

std::array<Tent, 4> tents_at(Point fixed) {
  const double side = fine_grid().side();
  const auto place = [&](double at) { return std::clamp((at + .5) / side, 0.0, 1.0 * kCellsPerAxis); };
  const double x = place(fixed.x);
  const double y = place(fixed.y);
  const int column = std::min(static_cast<int>(x), kCellsPerAxis - 1);
  const int row = std::min(static_cast<int>(y), kCellsPerAxis - 1);
  std::array<Tent, 4> out;
  for (int corner = 0; corner < 4; ++corner) {
    const double along = corner % 2 == 0 ? 1 - (x - column) : x - column;
    const double down = corner < 2 ? 1 - (y - row) : y - row;
    out[corner] = {node_of(row * kCellsPerAxis + column, corner), along * down};
  }
  return out;
}

}  // namespace

FixedImage fixed_image(NormalImage image) {
  Channels coarse = soften_and_pool(image.channels, kNormalSize, kImages.coarse_blur, 2);
  return {std::move(image.channels), std::move(coarse), std::move(image.ink), std::move(image.key),
          std::move(image.filled)};
}

MovedImage moved_image(NormalImage image) {
  const Channels coarse = soften_and_pool(image.channels, kNormalSize, kImages.coarse_blur, 2);
  return {with_margin(image.channels, kNormalSize), with_margin(coarse, kCoarseSize), std::move(image.ink),
          std::move(image.key), std::move(image.filled)};
}

SmoothnessPrior::SmoothnessPrior() {
  double matrix[kNodes][kNodes] = {};
  const auto add = [&](std::initializer_list<std::pair<int, int>> difference, float precision) {
    for (const auto& [i, share_i] : difference) {
      for (const auto& [j, share_j] : difference)
        matrix[i][j] += precision * static_cast<float>(share_i * share_j);
    }
  };
  for (int y = 0; y < kNodesPerAxis; ++y) {
    for (int x = 0; x < kNodesPerAxis; ++x) {
      const int node = y * kNodesPerAxis + x;
      const int below = node + kNodesPerAxis;
      const int far_below = below + kNodesPerAxis;
      const bool has_right = x + 1 < kNodesPerAxis;
      const bool has_below = y + 1 < kNodesPerAxis;
      add({{node, 1}}, kImages.tie);
      if (has_right) add({{node, -1}, {node + 1, 1}}, kImages.stretch);
      if (has_below) add({{node, -1}, {below, 1}}, kImages.stretch);
      if (x + 2 < kNodesPerAxis) add({{node, 1}, {node + 1, -2}, {node + 2, 1}}, kImages.bend);
      if (y + 2 < kNodesPerAxis) add({{node, 1}, {below, -2}, {far_below, 1}}, kImages.bend);
      if (has_right && has_below)
        add({{node, 1}, {node + 1, -1}, {below, -1}, {below + 1, 1}}, 2 * kImages.bend);
    }
  }
  for (int j = 0; j < kWarpUnknowns; ++j) {
    for (int k = 0; k < kWarpBand; ++k) {
      const bool meet = j + k < kWarpUnknowns && k % 2 == 0;  // x and y are independent
      band_[j][k] = meet ? static_cast<float>(matrix[j / 2][(j + k) / 2]) : 0.0F;
    }
  }
}

double SmoothnessPrior::energy(const WarpCoefficients& coefficients) const {
  double sum = 0;
  for (int j = 0; j < kWarpUnknowns; ++j) {
    float row = .5F * band_[j][0] * coefficients[j];
    for (int k = 2; k < kWarpBand && j + k < kWarpUnknowns; k += 2) row += band_[j][k] * coefficients[j + k];
    sum += 2.0 * row * coefficients[j];
  }
  return sum;
}

void SmoothnessPrior::begin_system(const WarpCoefficients& coefficients, WarpSystem& system) const {
  std::fill_n(&system.matrix[0][0], sizeof(system.matrix) / sizeof(float), 0.0F);
  std::fill_n(system.right, sizeof(system.right) / sizeof(float), 0.0F);
  for (int j = 0; j < kWarpUnknowns; ++j) {
    std::copy(band_[j].begin(), band_[j].end(), system.matrix[j]);
    system.right[j] -= band_[j][0] * coefficients[j];
    for (int k = 2; k < kWarpBand && j + k < kWarpUnknowns; k += 2) {
      system.right[j] -= band_[j][k] * coefficients[j + k];
      system.right[j + k] -= band_[j][k] * coefficients[j];
    }
  }
}

float warp_step(const WarpGrid& grid, const WarpPair& pair, const SmoothnessPrior& smoothness, float noise,
                float most, WarpCoefficients& coefficients) {
  WarpSystem system;
  begin_equations(smoothness, noise, coefficients, system);
  const float squares = add_warp_equations(grid, pair, coefficients, system);
  solve_warp_system(system);
  float longest = 0;
  for (int j = 0; j < kWarpUnknowns; ++j) longest = std::max(longest, std::abs(system.right[j]));
  const float share = longest > most ? most / longest : 1.0F;
  for (int j = 0; j < kWarpUnknowns; ++j) coefficients[j] += share * system.right[j];
  return squares;
}

WarpFit fit_warp(const FixedImage& fixed, const MovedImage& moved) {
  WarpFit fit;
  fit.coefficients = fit_coarse({fixed.coarse.data(), moved.coarse.data()});
  const WarpPair pair{fixed.fine.data(), moved.fine.data()};
  for (int i = 0; i < kImages.fine_steps; ++i) {
    warp_step(fine_grid(), pair, prior(), kImages.noise, kImages.fine_most, fit.coefficients);
  }
  fit.score = warp_residual(fine_grid(), pair, fit.coefficients) +
              static_cast<double>(kImages.noise) * prior().energy(fit.coefficients);
  return fit;
}

std::array<float, kCells> cell_residuals(const FixedImage& fixed, const MovedImage& moved,
                                         const WarpCoefficients& coefficients) {
  return warp_residuals(fine_grid(), {fixed.fine.data(), moved.fine.data()}, coefficients);
}

Point bend(const WarpCoefficients& coefficients, Point fixed) {
  Point out = fixed;
  for (const auto& [node, share] : tents_at(fixed)) {
    out.x += share * coefficients[2 * node];
    out.y += share * coefficients[2 * node + 1];
  }
  return out;
}

void add_through_bend(Point fixed, Point by_point, WarpCoefficients& by_coefficients) {
  for (const auto& [node, share] : tents_at(fixed)) {
    by_coefficients[2 * node] += static_cast<float>(share * by_point.x);
    by_coefficients[2 * node + 1] += static_cast<float>(share * by_point.y);
  }
}

BentPixel bent_pixel(const MovedImage& moved, Point at) {
  const int width = fine_grid().width();
  const double x = std::clamp(at.x + kWarpMargin, 0.0, width - 1.001);
  const double y = std::clamp(at.y + kWarpMargin, 0.0, width - 1.001);
  const auto along = static_cast<float>(x - std::floor(x));
  const auto down = static_cast<float>(y - std::floor(y));
  const float* upper = &moved.fine[(static_cast<int>(y) * width + static_cast<int>(x)) * kWarpChannels];
  const float* lower = upper + static_cast<std::ptrdiff_t>(width) * kWarpChannels;
  BentPixel out;
  for (int c = 0; c < kWarpChannels; ++c) {
    const float upper_x = upper[kWarpChannels + c] - upper[c];
    const float lower_x = lower[kWarpChannels + c] - lower[c];
    out.by_x[c] = upper_x + down * (lower_x - upper_x);
    out.by_y[c] = lower[c] + along * lower_x - (upper[c] + along * upper_x);
    out.values[c] = upper[c] + along * upper_x + down * out.by_y[c];
  }
  return out;
}

void add_through_fit(const MovedImage& moved, const WarpCoefficients& coefficients,
                     const WarpCoefficients& by_coefficients, Channels& by_channels) {
  // The matrix does not depend on the image that stays; the right side, which does, is not needed.
  static const Channels kNothing(fine_grid().fixed_values(), 0.0F);
  WarpSystem system;
  begin_equations(prior(), kImages.noise, coefficients, system);
  add_warp_equations(fine_grid(), {kNothing.data(), moved.fine.data()}, coefficients, system);
  std::fill_n(system.right, sizeof(system.right) / sizeof(float), 0.0F);
  std::copy(by_coefficients.begin(), by_coefficients.end(), system.right);
  solve_warp_system(system);
  for (int row = 0; row < kNormalSize; ++row) {
    for (int column = 0; column < kNormalSize; ++column) {
      const Point fixed{1.0 * column, 1.0 * row};
      float right = 0;
      float below = 0;
      for (const auto& [node, share] : tents_at(fixed)) {
        right += static_cast<float>(share) * system.right[2 * node];
        below += static_cast<float>(share) * system.right[2 * node + 1];
      }
      const BentPixel pixel = bent_pixel(moved, bend(coefficients, fixed));
      float* to = &by_channels[(row * kNormalSize + column) * kWarpChannels];
      for (int c = 0; c < kWarpChannels; ++c) to[c] += right * pixel.by_x[c] + below * pixel.by_y[c];
    }
  }
}

}  // namespace resketch
