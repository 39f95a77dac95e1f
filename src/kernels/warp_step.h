// How well one image, bent by a control grid, covers another, and the equations for bending it better.
#pragma once

#include <array>

#include "kernels/warp_grid.h"

namespace resketch {

/// Two images of kWarpChannels values a pixel, aligned; not owned.
struct WarpPair {
  const float* fixed = nullptr;  ///< [size, size, channels]
  const float* moved = nullptr;  ///< [width, width, channels], zeros in its margin
};

/// Sums of squares of fixed(p) - moved(p + u(p)) over the pixels of each cell and all channels, u the
/// displacement that `coefficients` describe. Bilinear between pixels; what would fall outside the margin
/// stays at its edge.
std::array<float, kCells> warp_residuals(const WarpGrid& grid, const WarpPair& pair,
                                         const WarpCoefficients& coefficients);

/// Their sum.
float warp_residual(const WarpGrid& grid, const WarpPair& pair, const WarpCoefficients& coefficients);

/// The same sum, and adds J'J to the matrix and J'r to the right side: r the residual, J the derivative of
/// the bent image by the coefficients, so that the solution of the system is the Gauss-Newton step.
float add_warp_equations(const WarpGrid& grid, const WarpPair& pair, const WarpCoefficients& coefficients,
                         WarpSystem& system);

/// Solves a positive definite system in place; the solution is in `right`, the matrix is used up.
/// Source: banded Cholesky, Golub & Van Loan, section 4.3.5.
void solve_warp_system(WarpSystem& system);

}  // namespace resketch
