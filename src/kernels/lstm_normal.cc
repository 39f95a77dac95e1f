#include "kernels/lstm_normal.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lstm_normal.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "kernels/activations-inl.h"
#include "kernels/isa.h"
#include "kernels/lstm_step-inl.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {

// Tangents that share a pass over the weights: 4 gates x kTangents accumulators.
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr int kTangents = 4;
#else
constexpr int kTangents = 2;
#endif

/// Tangents k..k + kCount of one step: from dh_before [K, units, L] to dh, with dc [K, units, L] in place.
/// `factors` are those that step() left.
template <int kCount>
HWY_INLINE void tangent_step(const PackedLstm& lstm, bool first, int k, const float* HWY_RESTRICT factors,
                             const float* HWY_RESTRICT dh_before, float* HWY_RESTRICT dc,
                             float* HWY_RESTRICT dh) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const size_t block = lstm.units * L;
  const int K = lstm.shape.inputs;
  const int H = lstm.shape.hidden;
  for (int u = 0; u < lstm.units; ++u) {
    const int tile = u / 2;
    Vec acc[4][kCount];
    if (first) {
      for (int n = 0; n < kCount; ++n) {
        const float* weights = &lstm.weight_ih[(static_cast<size_t>(tile) * K + k + n) * 8 + u % 2];
        for (int gate = 0; gate < 4; ++gate) acc[gate][n] = hn::Set(d, weights[2 * gate]);
      }
    } else {
      for (auto& gate : acc) {
        for (Vec& v : gate) v = hn::Zero(d);
      }
      const float* weights = &lstm.weight_hh[static_cast<size_t>(tile) * H * 8 + u % 2];
      const float* input = dh_before + k * block;
      for (int j = 0; j < H; ++j, weights += 8, input += L) {
        const Vec wi = hn::Set(d, weights[0]);
        const Vec wf = hn::Set(d, weights[2]);
        const Vec wg = hn::Set(d, weights[4]);
        const Vec wo = hn::Set(d, weights[6]);
        for (int n = 0; n < kCount; ++n) {
          const Vec x = hn::Load(d, input + n * block);
          acc[0][n] = hn::MulAdd(wi, x, acc[0][n]);
          acc[1][n] = hn::MulAdd(wf, x, acc[1][n]);
          acc[2][n] = hn::MulAdd(wg, x, acc[2][n]);
          acc[3][n] = hn::MulAdd(wo, x, acc[3][n]);
        }
      }
    }
    // The packed rows of i, f, o are halved: their factors count twice.
    const float* at = factors + u * L;
    const auto twice = [&](Factor f) {
      const Vec v = hn::Load(d, at + f * block);
      return hn::Add(v, v);
    };
    const Vec by_input = twice(kByInput);
    const Vec by_forget = twice(kByForget);
    const Vec by_output = twice(kByOutput);
    const Vec by_candidate = hn::Load(d, at + kByCandidate * block);
    const Vec by_cell = hn::Load(d, at + kByCell * block);
    const Vec forget = hn::Load(d, at + kForget * block);
    for (int n = 0; n < kCount; ++n) {
      float* dc_n = dc + (k + n) * block + u * L;
      Vec c = hn::Mul(acc[0][n], by_input);
      c = hn::MulAdd(acc[1][n], by_forget, c);
      c = hn::MulAdd(acc[2][n], by_candidate, c);
      if (!first) c = hn::MulAdd(hn::Load(d, dc_n), forget, c);
      hn::Store(c, d, dc_n);
      hn::Store(hn::MulAdd(acc[3][n], by_output, hn::Mul(c, by_cell)), d, dh + (k + n) * block + u * L);
    }
  }
}

/// row [K, D, L] = out_weight dh_k, without the bias.
HWY_INLINE void output_tangents(const PackedLstm& lstm, const float* HWY_RESTRICT dh,
                                float* HWY_RESTRICT row) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const size_t block = lstm.units * L;
  const int H = lstm.shape.hidden;
  const int D = lstm.shape.outputs;
  for (int k = 0; k < lstm.shape.inputs; ++k) {
    for (int o = 0; o < D; ++o) {
      Vec acc = hn::Zero(d);
      for (int j = 0; j < H; ++j) {
        acc = hn::MulAdd(hn::Set(d, lstm.out_weight[o * H + j]), hn::Load(d, dh + k * block + j * L), acc);
      }
      hn::Store(acc, d, row + (k * D + o) * L);
    }
  }
}

template <Precision kPrecision>
void normal_pass(const PackedLstm& lstm, const float* z, const float* targets, float* loss, float* gradient,
                 float* normal, NormalTape& tape) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int K = lstm.shape.inputs;
  const int D = lstm.shape.outputs;
  const size_t block = lstm.units * L;
  float* h[2] = {tape.state.data(), tape.state.data() + block};
  float* c = tape.state.data() + 2 * block;
  float* dh[2] = {tape.tangents.data(), tape.tangents.data() + K * block};
  float* dc = tape.tangents.data() + 2 * K * block;
  float* errors = tape.row.data();
  float* error_tangents = errors + D * L;
  std::fill_n(c, block, 0.0F);
  std::fill_n(gradient, K * L, 0.0F);
  std::fill_n(normal, triangle_size(K) * L, 0.0F);
  Vec sum = hn::Zero(d);
  for (int t = 0; t < lstm.shape.steps; ++t) {
    const int before = t & 1;
    const int now = 1 - before;
    step<kPrecision, true>(lstm, t == 0, t == 0 ? z : h[before], c, h[now], tape.factors.data());
    int k = 0;
    for (; k + kTangents <= K; k += kTangents) {
      tangent_step<kTangents>(lstm, t == 0, k, tape.factors.data(), dh[before], dc, dh[now]);
    }
    for (; k < K; ++k) tangent_step<1>(lstm, t == 0, k, tape.factors.data(), dh[before], dc, dh[now]);
    output(lstm, h[now], errors);
    output_tangents(lstm, dh[now], error_tangents);
    Vec step_sum = hn::Zero(d);
    for (int o = 0; o < D; ++o) {
      const Vec error =
          hn::Sub(hn::Load(d, errors + o * L), hn::Load(d, targets + (static_cast<size_t>(t) * D + o) * L));
      step_sum = hn::MulAdd(error, error, step_sum);
      hn::Store(error, d, errors + o * L);
    }
    sum = hn::Add(sum, step_sum);
    for (int i = 0; i < K; ++i) {
      const float* ei = error_tangents + static_cast<size_t>(i) * D * L;
      Vec g = hn::Load(d, gradient + i * L);
      for (int o = 0; o < D; ++o) g = hn::MulAdd(hn::Load(d, ei + o * L), hn::Load(d, errors + o * L), g);
      hn::Store(g, d, gradient + i * L);
      for (int j = 0; j <= i; ++j) {
        const float* ej = error_tangents + static_cast<size_t>(j) * D * L;
        Vec n = hn::Load(d, normal + triangle(i, j) * L);
        for (int o = 0; o < D; ++o) n = hn::MulAdd(hn::Load(d, ei + o * L), hn::Load(d, ej + o * L), n);
        hn::Store(n, d, normal + triangle(i, j) * L);
      }
    }
  }
  const Vec scale = hn::Set(d, 1.0F / static_cast<float>(lstm.shape.steps * D));
  hn::Store(hn::Mul(sum, scale), d, loss);
  for (size_t n = 0; n < K * L; n += L) hn::Store(hn::Mul(hn::Load(d, gradient + n), scale), d, gradient + n);
  for (size_t n = 0; n < triangle_size(K) * L; n += L) {
    hn::Store(hn::Mul(hn::Load(d, normal + n), scale), d, normal + n);
  }
}

}  // namespace

void normal_equations(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                      float* gradient, float* normal, NormalTape& tape, Precision precision) {
  const auto pass =
      precision == Precision::kTight ? normal_pass<Precision::kTight> : normal_pass<Precision::kFast>;
  pass(lstm, z, targets, loss, gradient, normal, tape);
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(normal_equations);

NormalTape::NormalTape(const PackedLstm& lstm) {
  const size_t lanes = simd_lanes();
  const size_t block = lstm.units * lanes;
  state.resize(3 * block);
  factors.resize(6 * block);
  tangents.resize(3 * block * lstm.shape.inputs);
  row.resize(static_cast<size_t>(1 + lstm.shape.inputs) * lstm.shape.outputs * lanes);
}

void lstm_normal_equations(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                           float* gradient, float* normal, NormalTape& tape, Precision precision) {
  HWY_DYNAMIC_DISPATCH(normal_equations)(lstm, z, targets, loss, gradient, normal, tape, precision);
}

}  // namespace resketch
#endif
