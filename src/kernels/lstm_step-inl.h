// One step of a generator whose weights all lanes share. Included once per instruction set.
#if defined(RESKETCH_KERNELS_LSTM_STEP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RESKETCH_KERNELS_LSTM_STEP_INL_H_
#undef RESKETCH_KERNELS_LSTM_STEP_INL_H_
#else
#define RESKETCH_KERNELS_LSTM_STEP_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/activations-inl.h"
#include "kernels/lstm_packed.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {

/// What a step leaves for those who differentiate it, a block of [units, L] each:
/// d c = input, forget, candidate preactivations times the first three, and d c before times kForget;
/// d h = output preactivation times kByOutput, and d c times kByCell.
enum Factor { kByInput, kByForget, kByCandidate, kByOutput, kByCell, kForget };

/// acc [gate][unit] += weights of one tile times `input` [inputs, L]. `weights` is [inputs, 4 x 2].
HWY_INLINE void accumulate_gates(const float* HWY_RESTRICT weights, int inputs,
                                 const float* HWY_RESTRICT input, size_t L, Vec (&acc)[8]) {
  const Lane d;
  for (int j = 0; j < inputs; ++j, weights += 8, input += L) {
    const Vec x = hn::Load(d, input);
    for (int r = 0; r < 8; ++r) acc[r] = hn::MulAdd(hn::Set(d, weights[r]), x, acc[r]);
  }
}

/// From `input` (z [K, L] at the first step, else h [H, L]) and c [units, L] to the next h and c (in place).
template <Precision kPrecision, bool kFactors>
HWY_INLINE void step(const PackedLstm& lstm, bool first, const float* HWY_RESTRICT input,
                     float* HWY_RESTRICT c, float* HWY_RESTRICT h, float* HWY_RESTRICT factors) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const size_t block = lstm.units * L;
  const int inputs = first ? lstm.shape.inputs : lstm.shape.hidden;
  const float* weights = first ? lstm.weight_ih.data() : lstm.weight_hh.data();
  const Vec one = hn::Set(d, 1.0F);
  for (int tile = 0; tile < lstm.units / 2; ++tile, weights += 8 * inputs) {
    Vec acc[8];
    for (int r = 0; r < 8; ++r) acc[r] = hn::Set(d, lstm.bias[tile * 8 + r]);
    accumulate_gates(weights, inputs, input, L, acc);
    for (int u = 0; u < 2; ++u) {
      const size_t unit = (2 * tile + u) * L;
      const Gates a = gate_activations<kPrecision>(d, acc[u], acc[2 + u], acc[4 + u], acc[6 + u]);
      const Vec c_before = hn::Load(d, c + unit);
      const Vec c_now = hn::MulAdd(a.f, c_before, hn::Mul(a.i, a.g));
      const Vec tanh_c = tanh<kPrecision>(d, c_now);
      hn::Store(c_now, d, c + unit);
      hn::Store(hn::Mul(a.o, tanh_c), d, h + unit);
      if constexpr (kFactors) {
        float* at = factors + unit;
        hn::Store(hn::Mul(a.g, hn::NegMulAdd(a.i, a.i, a.i)), d, at + kByInput * block);
        hn::Store(hn::Mul(c_before, hn::NegMulAdd(a.f, a.f, a.f)), d, at + kByForget * block);
        hn::Store(hn::Mul(a.i, hn::NegMulAdd(a.g, a.g, one)), d, at + kByCandidate * block);
        hn::Store(hn::Mul(tanh_c, hn::NegMulAdd(a.o, a.o, a.o)), d, at + kByOutput * block);
        hn::Store(hn::Mul(a.o, hn::NegMulAdd(tanh_c, tanh_c, one)), d, at + kByCell * block);
        hn::Store(a.f, d, at + kForget * block);
      }
    }
  }
}

/// row [D, L] = out_weight h + out_bias.
HWY_INLINE void output(const PackedLstm& lstm, const float* HWY_RESTRICT h, float* HWY_RESTRICT row) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int H = lstm.shape.hidden;
  const int D = lstm.shape.outputs;
  const float* weights = lstm.out_weight.data();
  int o = 0;
  for (; o + 4 <= D; o += 4, weights += 4 * H) {
    Vec acc[4];
    for (int r = 0; r < 4; ++r) acc[r] = hn::Set(d, lstm.out_bias[o + r]);
    for (int j = 0; j < H; ++j) {
      const Vec x = hn::Load(d, h + j * L);
      for (int r = 0; r < 4; ++r) acc[r] = hn::MulAdd(hn::Set(d, weights[r * H + j]), x, acc[r]);
    }
    for (int r = 0; r < 4; ++r) hn::Store(acc[r], d, row + (o + r) * L);
  }
  for (; o < D; ++o, weights += H) {
    Vec acc = hn::Set(d, lstm.out_bias[o]);
    for (int j = 0; j < H; ++j) acc = hn::MulAdd(hn::Set(d, weights[j]), hn::Load(d, h + j * L), acc);
    hn::Store(acc, d, row + o * L);
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
