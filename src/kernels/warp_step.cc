#include "kernels/warp_step.h"

#include <cmath>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/warp_step.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

using ChannelTag = hn::CappedTag<float, kWarpChannels>;  // a vector holds channels of a pixel
using CellTag = hn::CappedTag<float, kCells>;            // a vector holds the same pixel of several cells
using Channels = hn::Vec<ChannelTag>;

/// Coefficients by corner of every cell: one value a lane.
struct CellCorners {
  HWY_ALIGN float x[4][kCells];
  HWY_ALIGN float y[4][kCells];
};

/// Where one pixel of every cell comes from: offset of the value left above, and shares of its neighbours.
struct Places {
  HWY_ALIGN int32_t offset[kCells];
  HWY_ALIGN float along[kCells];
  HWY_ALIGN float down[kCells];
};

/// Sums over channels of products of gradient (x, y) and residual, for one pixel of every cell.
enum Product { kXX, kXY, kYY, kXResidual, kYResidual, kProducts };

/// What the products of all pixels of a cell add up to, by pairs of corners and by corners.
struct CellSums {
  HWY_ALIGN float pairs[10][3][kCells];
  HWY_ALIGN float corners[4][2][kCells];
};

void gather_corners(const WarpCoefficients& coefficients, CellCorners& corners) {
  for (int corner = 0; corner < 4; ++corner) {
    for (int cell = 0; cell < kCells; ++cell) {
      corners.x[corner][cell] = coefficients[2 * node_of(cell, corner)];
      corners.y[corner][cell] = coefficients[2 * node_of(cell, corner) + 1];
    }
  }
}

void find_places(const WarpGrid& grid, const CellCorners& corners, int pixel,
                 const float* HWY_RESTRICT cell_x, const float* HWY_RESTRICT cell_y, Places& places) {
  const CellTag d;
  const hn::Rebind<int32_t, CellTag> di;
  const auto zero = hn::Zero(d);
  const auto most = hn::Set(d, static_cast<float>(grid.width()) - 1.001F);  // a right neighbour must exist
  const auto width = hn::Set(di, grid.width());
  const int column_in_cell = pixel % grid.side();
  const int row_in_cell = pixel / grid.side();
  for (size_t n = 0; n < kCells; n += hn::Lanes(d)) {
    auto x = hn::Add(hn::Load(d, cell_x + n), hn::Set(d, static_cast<float>(column_in_cell + kWarpMargin)));
    auto y = hn::Add(hn::Load(d, cell_y + n), hn::Set(d, static_cast<float>(row_in_cell + kWarpMargin)));
    for (int corner = 0; corner < 4; ++corner) {
      const auto share = hn::Set(d, grid.corner(corner)[pixel]);
      x = hn::MulAdd(share, hn::Load(d, corners.x[corner] + n), x);
      y = hn::MulAdd(share, hn::Load(d, corners.y[corner] + n), y);
    }
    x = hn::Min(hn::Max(x, zero), most);
    y = hn::Min(hn::Max(y, zero), most);
    const auto column = hn::ConvertTo(di, x);
    const auto row = hn::ConvertTo(di, y);
    hn::Store(hn::ShiftLeft<3>(hn::Add(hn::Mul(row, width), column)), di, places.offset + n);
    hn::Store(hn::Sub(x, hn::ConvertTo(d, column)), d, places.along + n);
    hn::Store(hn::Sub(y, hn::ConvertTo(d, row)), d, places.down + n);
  }
}
static_assert(kWarpChannels == 1 << 3);

HWY_INLINE float sum_of(Channels v) {
  return hn::GetLane(hn::SumOfLanes(ChannelTag(), v));
}

/// Adds one pixel's squared residual to `squares`; where `products` is not null, writes them kCells apart.
template <bool kDerivatives>
HWY_INLINE Channels take_pixel(const WarpGrid& grid, const float* HWY_RESTRICT fixed,
                               const float* HWY_RESTRICT from, float along, float down, Channels squares,
                               float* HWY_RESTRICT products) {
  const ChannelTag d;
  const size_t row = static_cast<size_t>(grid.width()) * kWarpChannels;
  const auto share_x = hn::Set(d, along);
  const auto share_y = hn::Set(d, down);
  auto xx = hn::Zero(d);
  auto xy = hn::Zero(d);
  auto yy = hn::Zero(d);
  auto xr = hn::Zero(d);
  auto yr = hn::Zero(d);
  for (size_t c = 0; c < kWarpChannels; c += hn::Lanes(d)) {
    const auto upper = hn::Load(d, from + c);
    const auto lower = hn::Load(d, from + row + c);
    const auto upper_x = hn::Sub(hn::Load(d, from + kWarpChannels + c), upper);
    const auto lower_x = hn::Sub(hn::Load(d, from + row + kWarpChannels + c), lower);
    const auto above = hn::MulAdd(upper_x, share_x, upper);
    const auto y = hn::Sub(hn::MulAdd(lower_x, share_x, lower), above);
    const auto r = hn::Sub(hn::Load(d, fixed + c), hn::MulAdd(y, share_y, above));
    squares = hn::MulAdd(r, r, squares);
    if constexpr (kDerivatives) {
      const auto x = hn::MulAdd(hn::Sub(lower_x, upper_x), share_y, upper_x);
      xx = hn::MulAdd(x, x, xx);
      xy = hn::MulAdd(x, y, xy);
      yy = hn::MulAdd(y, y, yy);
      xr = hn::MulAdd(x, r, xr);
      yr = hn::MulAdd(y, r, yr);
    }
  }
  if constexpr (kDerivatives) {
    products[kXX * kCells] = sum_of(xx);
    products[kXY * kCells] = sum_of(xy);
    products[kYY * kCells] = sum_of(yy);
    products[kXResidual * kCells] = sum_of(xr);
    products[kYResidual * kCells] = sum_of(yr);
  }
  return squares;
}

/// Adds one pixel of every cell to the sums.
void add_products(const WarpGrid& grid, int pixel, const float* HWY_RESTRICT products, CellSums& sums) {
  const CellTag d;
  for (size_t n = 0; n < kCells; n += hn::Lanes(d)) {
    const auto xx = hn::Load(d, products + kXX * kCells + n);
    const auto xy = hn::Load(d, products + kXY * kCells + n);
    const auto yy = hn::Load(d, products + kYY * kCells + n);
    for (int pair = 0; pair < 10; ++pair) {
      const auto share = hn::Set(d, grid.corner_pair(pair)[pixel]);
      float* sum = sums.pairs[pair][0] + n;
      hn::Store(hn::MulAdd(share, xx, hn::Load(d, sum)), d, sum);
      hn::Store(hn::MulAdd(share, xy, hn::Load(d, sum + kCells)), d, sum + kCells);
      hn::Store(hn::MulAdd(share, yy, hn::Load(d, sum + 2 * kCells)), d, sum + 2 * kCells);
    }
    const auto xr = hn::Load(d, products + kXResidual * kCells + n);
    const auto yr = hn::Load(d, products + kYResidual * kCells + n);
    for (int corner = 0; corner < 4; ++corner) {
      const auto share = hn::Set(d, grid.corner(corner)[pixel]);
      float* sum = sums.corners[corner][0] + n;
      hn::Store(hn::MulAdd(share, xr, hn::Load(d, sum)), d, sum);
      hn::Store(hn::MulAdd(share, yr, hn::Load(d, sum + kCells)), d, sum + kCells);
    }
  }
}

/// From sums by cell to equations by node.
void scatter(const CellSums& sums, WarpSystem& system) {
  for (int cell = 0; cell < kCells; ++cell) {
    int pair = 0;
    for (int a = 0; a < 4; ++a) {
      const int i = 2 * node_of(cell, a);
      for (int b = a; b < 4; ++b, ++pair) {
        const int apart = 2 * node_of(cell, b) - i;
        const auto& block = sums.pairs[pair];
        system.matrix[i][apart] += block[0][cell];
        system.matrix[i + 1][apart] += block[2][cell];
        system.matrix[i][apart + 1] += block[1][cell];
        if (apart > 0) system.matrix[i + 1][apart - 1] += block[1][cell];
      }
      system.right[i] += sums.corners[a][0][cell];
      system.right[i + 1] += sums.corners[a][1][cell];
    }
  }
}

/// @returns squared residuals by cell
template <bool kDerivatives>
std::array<float, kCells> pass(const WarpGrid& grid, const WarpPair& pair,
                               const WarpCoefficients& coefficients, WarpSystem* system) {
  const ChannelTag d;
  CellCorners corners;
  gather_corners(coefficients, corners);
  HWY_ALIGN float cell_x[kCells];
  HWY_ALIGN float cell_y[kCells];
  size_t cell_offset[kCells];
  const int side = grid.side();
  for (int cell = 0; cell < kCells; ++cell) {
    const int x = cell % kCellsPerAxis * side;
    const int y = cell / kCellsPerAxis * side;
    cell_x[cell] = static_cast<float>(x);
    cell_y[cell] = static_cast<float>(y);
    cell_offset[cell] = static_cast<size_t>(y * grid.size() + x) * kWarpChannels;
  }
  CellSums sums;
  if constexpr (kDerivatives) sums = {};
  Places places;
  HWY_ALIGN float products[kProducts * kCells];
  HWY_ALIGN float squares[kCells * kWarpChannels] = {};
  for (int pixel = 0; pixel < side * side; ++pixel) {
    find_places(grid, corners, pixel, cell_x, cell_y, places);
    const size_t inside = static_cast<size_t>(pixel / side * grid.size() + pixel % side) * kWarpChannels;
    for (int cell = 0; cell < kCells; ++cell) {
      float* of_cell = squares + cell * kWarpChannels;
      hn::Store(take_pixel<kDerivatives>(grid, pair.fixed + cell_offset[cell] + inside,
                                         pair.moved + places.offset[cell], places.along[cell],
                                         places.down[cell], hn::Load(d, of_cell), products + cell),
                d, of_cell);
    }
    if constexpr (kDerivatives) add_products(grid, pixel, products, sums);
  }
  if constexpr (kDerivatives) scatter(sums, *system);
  std::array<float, kCells> sums_of_squares;
  for (int cell = 0; cell < kCells; ++cell) {
    sums_of_squares[cell] = sum_of(hn::Load(d, squares + cell * kWarpChannels));
  }
  return sums_of_squares;
}

float total(const std::array<float, kCells>& by_cell) {
  return std::accumulate(by_cell.begin(), by_cell.end(), 0.0F);
}

}  // namespace

std::array<float, kCells> residuals(const WarpGrid& grid, const WarpPair& pair,
                                    const WarpCoefficients& coefficients) {
  return pass<false>(grid, pair, coefficients, nullptr);
}

float residual(const WarpGrid& grid, const WarpPair& pair, const WarpCoefficients& coefficients) {
  return total(pass<false>(grid, pair, coefficients, nullptr));
}

float equations(const WarpGrid& grid, const WarpPair& pair, const WarpCoefficients& coefficients,
                WarpSystem& system) {
  return total(pass<true>(grid, pair, coefficients, &system));
}

void solve(WarpSystem& system) {
  const hn::CappedTag<float, 8> d;  // wider ones would read past a row's zeros
  for (int j = 0; j < kWarpUnknowns; ++j) {
    float* row = system.matrix[j];
    const float inverse = 1.0F / std::sqrt(row[0] > 1e-12F ? row[0] : 1e-12F);
    for (int k = 0; k < WarpSystem::kStride; k += static_cast<int>(hn::Lanes(d))) {
      hn::Store(hn::Mul(hn::Load(d, row + k), hn::Set(d, inverse)), d, row + k);
    }
    system.right[j] *= inverse;
    for (int k = 1; k < kWarpBand; ++k) {
      const float factor = row[k];
      if (factor == 0) continue;
      system.right[j + k] -= factor * system.right[j];
      const auto by = hn::Set(d, factor);
      float* below = system.matrix[j + k];
      for (int l = 0; k + l < kWarpBand; l += static_cast<int>(hn::Lanes(d))) {
        hn::Store(hn::NegMulAdd(by, hn::LoadU(d, row + k + l), hn::Load(d, below + l)), d, below + l);
      }
    }
    row[0] = inverse;
  }
  for (int j = kWarpUnknowns - 1; j >= 0; --j) {
    const float* row = system.matrix[j];
    float sum = system.right[j];
    for (int k = 1; k < kWarpBand; ++k) sum -= row[k] * system.right[j + k];
    system.right[j] = sum * row[0];
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(residuals);
HWY_EXPORT(residual);
HWY_EXPORT(equations);
HWY_EXPORT(solve);

std::array<float, kCells> warp_residuals(const WarpGrid& grid, const WarpPair& pair,
                                         const WarpCoefficients& coefficients) {
  return HWY_DYNAMIC_DISPATCH(residuals)(grid, pair, coefficients);
}

float warp_residual(const WarpGrid& grid, const WarpPair& pair, const WarpCoefficients& coefficients) {
  return HWY_DYNAMIC_DISPATCH(residual)(grid, pair, coefficients);
}

float add_warp_equations(const WarpGrid& grid, const WarpPair& pair, const WarpCoefficients& coefficients,
                         WarpSystem& system) {
  return HWY_DYNAMIC_DISPATCH(equations)(grid, pair, coefficients, system);
}

void solve_warp_system(WarpSystem& system) {
  HWY_DYNAMIC_DISPATCH(solve)(system);
}

}  // namespace resketch
#endif
