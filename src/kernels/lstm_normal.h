// One generator, L latents at once: the normal equations of redrawing, for Gauss-Newton. Buffers are [...,
// L].
#pragma once

#include "base/aligned.h"
#include "kernels/lstm_packed.h"
#include "kernels/precision.h"

namespace resketch {

/// What a pass keeps; made once a thread and shape, reused over passes.
struct NormalTape {
  AlignedVector<float> state;     // [3, units, L] h twice, c
  AlignedVector<float> factors;   // [6, units, L] of one step
  AlignedVector<float> tangents;  // [3, K, units, L] d h twice, d c
  AlignedVector<float> row;       // [1 + K, D, L] errors and their tangents, of one step

  explicit NormalTape(const PackedLstm& lstm);
};

/// Entries of a symmetric K x K matrix stored as its lower triangle, row by row: (i, j) with j <= i.
constexpr int triangle(int i, int j) {
  return i * (i + 1) / 2 + j;
}
constexpr int triangle_size(int k) {
  return k * (k + 1) / 2;
}

/// With residuals r = drawing - target over all N = T x D values and their Jacobian J by z:
/// @param z        [K, L]
/// @param targets  [T, D, L]
/// @param loss     [L]  r.r / N
/// @param gradient [K, L]  J^T r / N (half of d loss / d z)
/// @param normal   [K (K + 1) / 2, L]  J^T J / N, as `triangle` orders it
/// Tangents run forward with the state, so nothing is kept over time: cost is that of 1 + K forward passes
/// without their activations.
void lstm_normal_equations(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                           float* gradient, float* normal, NormalTape& tape,
                           Precision precision = Precision::kTight);

}  // namespace resketch
