// Quadratic programs on the simplex, small and dense, as each step of the latent search needs one.
#pragma once

#include <span>

namespace resketch {

/// Largest K that latents may have.
inline constexpr int kMaxLatent = 64;

/// Minimises g.(x - z) + (x - z)' A (x - z) / 2 over {x >= 0, sum x = 1, x[k] = 0 where !allowed[k]}.
///
/// @param K      at most kMaxLatent
/// @param A      [K (K + 1) / 2] lower triangle, positive definite
/// @param g, z   [K]; z feasible
/// @param x      [K] the minimiser
/// Active-set method. Source: Nocedal & Wright 2006, algorithm 16.3.
void minimise_on_simplex(int K, std::span<const double> A, std::span<const double> g,
                         std::span<const double> z, std::span<const bool> allowed, std::span<double> x);

/// Euclidean projection of x onto the same set. Source: Duchi et al., ICML 2008.
void project_to_simplex(int K, std::span<const bool> allowed, std::span<double> x);

}  // namespace resketch
