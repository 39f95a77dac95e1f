#include "kernels/lstm_latent.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lstm_latent.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "kernels/activations-inl.h"
#include "kernels/isa.h"
#include "kernels/lstm_step-inl.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {

/// acc[j] += sum_r vector[r] * weights[r, j] over `rows` of one tile of columns.
template <int kTile>
HWY_INLINE void add_rows(size_t L, const float* HWY_RESTRICT weights, int rows,
                         const float* HWY_RESTRICT vector, Vec (&acc)[kTile]) {
  const Lane d;
  for (int r = 0; r < rows; ++r, weights += kTile) {
    const Vec v = hn::Load(d, vector + r * L);
    for (int j = 0; j < kTile; ++j) acc[j] = hn::MulAdd(hn::Set(d, weights[j]), v, acc[j]);
  }
}

/// d loss / d preactivations of unit u in the order i, f, g, o; takes its part of dc a step back.
/// @param factors of the step, as step() left them  @param dh, dc [units, L]
HWY_INLINE void unit_gradients(size_t block, size_t unit, const float* HWY_RESTRICT factors,
                               const float* HWY_RESTRICT dh, float* HWY_RESTRICT dc, Vec (&da)[4]) {
  const Lane d;
  const float* at = factors + unit;
  const Vec dh_u = hn::Load(d, dh + unit);
  const Vec dc_u = hn::MulAdd(dh_u, hn::Load(d, at + kByCell * block), hn::Load(d, dc + unit));
  da[0] = hn::Mul(dc_u, hn::Load(d, at + kByInput * block));
  da[1] = hn::Mul(dc_u, hn::Load(d, at + kByForget * block));
  da[2] = hn::Mul(dc_u, hn::Load(d, at + kByCandidate * block));
  da[3] = hn::Mul(dh_u, hn::Load(d, at + kByOutput * block));
  hn::Store(hn::Mul(dc_u, hn::Load(d, at + kForget * block)), d, dc + unit);
}

/// Leaves d loss / d preactivations of the first step in da [4H, L]. Where one tile of accumulators holds dh,
/// each unit's gradients go into it as they are made: the processor multiplies while it loads and stores.
template <int kTile>
HWY_INLINE void backward_in_one_tile(const PackedLstm& lstm, float* da, LatentTape& tape) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int H = lstm.shape.hidden;
  const size_t row = static_cast<size_t>(lstm.shape.outputs) * L;
  const size_t block = lstm.units * L;
  float* dh = tape.carry.data();
  float* dc = dh + lstm.columns * L;
  std::fill_n(dc, block, 0.0F);
  Vec acc[kTile];
  for (Vec& v : acc) v = hn::Zero(d);
  add_rows<kTile>(L, lstm.out_transposed.data(), lstm.shape.outputs,
                  &tape.errors[(lstm.shape.steps - 1) * row], acc);
  for (int t = lstm.shape.steps - 1; t >= 0; --t) {
    for (int j = 0; j < kTile; ++j) {
      hn::Store(acc[j], d, dh + j * L);
      acc[j] = hn::Zero(d);
    }
    if (t > 0) {
      add_rows<kTile>(L, lstm.out_transposed.data(), lstm.shape.outputs, &tape.errors[(t - 1) * row], acc);
    }
    const float* factors = &tape.factors[static_cast<size_t>(t) * 6 * block];
    for (int u = 0; u < H; ++u) {
      Vec own[4];
      unit_gradients(block, u * L, factors, dh, dc, own);
      for (int gate = 0; gate < 4; ++gate) {
        if (t == 0) {
          hn::Store(own[gate], d, da + (gate * H + u) * L);
          continue;
        }
        const float* weights = lstm.transposed.data() + static_cast<size_t>(gate * H + u) * kTile;
        for (int j = 0; j < kTile; ++j) acc[j] = hn::MulAdd(hn::Set(d, weights[j]), own[gate], acc[j]);
      }
    }
  }
}

/// The same for any number of tiles.
template <int kTile>
HWY_INLINE void backward_by_tiles(const PackedLstm& lstm, float* da, LatentTape& tape) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int H = lstm.shape.hidden;
  const int D = lstm.shape.outputs;
  const size_t block = lstm.units * L;
  float* dh = tape.carry.data();
  float* dc = dh + lstm.columns * L;
  std::fill_n(dc, block, 0.0F);
  for (int t = lstm.shape.steps - 1; t >= 0; --t) {
    for (int first = 0; first < lstm.columns; first += kTile) {
      Vec acc[kTile];
      for (Vec& v : acc) v = hn::Zero(d);
      add_rows<kTile>(L, lstm.out_transposed.data() + first * D, D,
                      &tape.errors[static_cast<size_t>(t) * D * L], acc);
      if (t + 1 < lstm.shape.steps)
        add_rows<kTile>(L, lstm.transposed.data() + static_cast<size_t>(first) * 4 * H, 4 * H, da, acc);
      for (int j = 0; j < kTile; ++j) hn::Store(acc[j], d, dh + (first + j) * L);
    }
    const float* factors = &tape.factors[static_cast<size_t>(t) * 6 * block];
    for (int u = 0; u < H; ++u) {
      Vec own[4];
      unit_gradients(block, u * L, factors, dh, dc, own);
      for (int gate = 0; gate < 4; ++gate) hn::Store(own[gate], d, da + (gate * H + u) * L);
    }
  }
}

/// From the tape to d loss / d z. Needs no transcendental function.
template <int kTile>
void backward(const PackedLstm& lstm, float* gradient, LatentTape& tape) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int H = lstm.shape.hidden;
  const int K = lstm.shape.inputs;
  float* da = tape.carry.data() + (lstm.columns + lstm.units) * L;
  if (lstm.columns == kTile) {
    backward_in_one_tile<kTile>(lstm, da, tape);
  } else {
    backward_by_tiles<kTile>(lstm, da, tape);
  }
  const Vec scale = hn::Set(d, 2.0F / static_cast<float>(lstm.shape.steps * lstm.shape.outputs));
  for (int k = 0; k < K; ++k) {
    Vec sum = hn::Zero(d);
    for (int row = 0; row < 4 * H; ++row)
      sum = hn::MulAdd(hn::Set(d, lstm.start[row * K + k]), hn::Load(d, da + row * L), sum);
    hn::Store(hn::Mul(sum, scale), d, gradient + k * L);
  }
}

/// Forward over all steps. Where `targets` is null, `out` takes the drawing, else its errors, and `loss` is
/// set.
template <Precision kPrecision, bool kTape>
void forward(const PackedLstm& lstm, const float* z, const float* targets, float* out, float* loss,
             LatentTape& tape) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int D = lstm.shape.outputs;
  const size_t block = lstm.units * L;
  float* h[2] = {tape.state.data(), tape.state.data() + block};
  float* c = tape.state.data() + 2 * block;
  std::fill_n(c, block, 0.0F);
  Vec sum = hn::Zero(d);
  for (int t = 0; t < lstm.shape.steps; ++t) {
    const float* input = t == 0 ? z : h[t & 1];
    float* hidden = h[(t + 1) & 1];
    float* factors = kTape ? &tape.factors[static_cast<size_t>(t) * 6 * block] : nullptr;
    step<kPrecision, kTape>(lstm, t == 0, input, c, hidden, factors);
    float* row = out + static_cast<size_t>(t) * D * L;
    output(lstm, hidden, row);
    if (targets == nullptr) continue;
    Vec step_sum = hn::Zero(d);
    for (size_t n = 0; n < D * L; n += L) {
      const Vec error =
          hn::Sub(hn::Load(d, row + n), hn::Load(d, targets + static_cast<size_t>(t) * D * L + n));
      hn::Store(error, d, row + n);
      step_sum = hn::MulAdd(error, error, step_sum);
    }
    sum = hn::Add(sum, step_sum);
  }
  if (loss != nullptr)
    hn::Store(hn::Mul(sum, hn::Set(d, 1.0F / static_cast<float>(lstm.shape.steps * D))), d, loss);
}

}  // namespace

void draw(const PackedLstm& lstm, const float* z, float* drawn, LatentTape& tape) {
  forward<Precision::kTight, false>(lstm, z, nullptr, drawn, nullptr, tape);
}

void latent_loss(const PackedLstm& lstm, const float* z, const float* targets, float* loss, LatentTape& tape,
                 Precision precision) {
  const auto pass =
      precision == Precision::kTight ? forward<Precision::kTight, false> : forward<Precision::kFast, false>;
  pass(lstm, z, targets, tape.errors.data(), loss, tape);
}

void latent_gradient(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                     float* gradient, LatentTape& tape, Precision precision) {
  const auto pass =
      precision == Precision::kTight ? forward<Precision::kTight, true> : forward<Precision::kFast, true>;
  pass(lstm, z, targets, tape.errors.data(), loss, tape);
  switch (lstm.tile_columns) {
    case 8:
      return backward<8>(lstm, gradient, tape);
    case 10:
      return backward<10>(lstm, gradient, tape);
    default:
      return backward<12>(lstm, gradient, tape);
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(draw);
HWY_EXPORT(latent_loss);
HWY_EXPORT(latent_gradient);

LatentTape::LatentTape(const PackedLstm& lstm) {
  const size_t lanes = simd_lanes();
  const size_t block = lstm.units * lanes;
  state.resize(3 * block);
  factors.resize(6 * block * lstm.shape.steps);
  errors.resize(static_cast<size_t>(lstm.shape.steps) * lstm.shape.outputs * lanes);
  carry.resize((lstm.columns + lstm.units + 4 * lstm.shape.hidden) * lanes);
}

void lstm_draw(const PackedLstm& lstm, const float* z, float* drawn, LatentTape& tape) {
  HWY_DYNAMIC_DISPATCH(draw)(lstm, z, drawn, tape);
}

void lstm_latent_loss(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                      LatentTape& tape, Precision precision) {
  HWY_DYNAMIC_DISPATCH(latent_loss)(lstm, z, targets, loss, tape, precision);
}

void lstm_latent_gradient(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                          float* gradient, LatentTape& tape, Precision precision) {
  HWY_DYNAMIC_DISPATCH(latent_gradient)(lstm, z, targets, loss, gradient, tape, precision);
}

}  // namespace resketch
#endif
