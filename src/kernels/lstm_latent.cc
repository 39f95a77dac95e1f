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

/// out[j] += sum_r vector[r] * weights[r, j] over `rows`; weights in tiles of columns, out padded to them.
HWY_INLINE void add_transposed(size_t L, const float* HWY_RESTRICT weights, int rows, int columns,
                               const float* HWY_RESTRICT vector, float* HWY_RESTRICT out) {
  constexpr int kTile = PackedLstm::kTileColumns;
  const Lane d;
  for (int first = 0; first < columns; first += kTile) {
    Vec acc[kTile];
    for (int j = 0; j < kTile; ++j) acc[j] = hn::Load(d, out + (first + j) * L);
    for (int r = 0; r < rows; ++r, weights += kTile) {
      const Vec v = hn::Load(d, vector + r * L);
      for (int j = 0; j < kTile; ++j) acc[j] = hn::MulAdd(hn::Set(d, weights[j]), v, acc[j]);
    }
    for (int j = 0; j < kTile; ++j) hn::Store(acc[j], d, out + (first + j) * L);
  }
}

/// From the tape to d loss / d z. Needs no transcendental function.
void backward(const PackedLstm& lstm, float* gradient, LatentTape& tape) {
  const Lane d;
  const size_t L = hn::Lanes(d);
  const int H = lstm.shape.hidden;
  const int D = lstm.shape.outputs;
  const size_t block = lstm.units * L;
  float* dh = tape.carry.data();
  float* dc = dh + lstm.columns * L;
  float* da = dc + block;
  std::fill_n(dh, lstm.columns * L + block, 0.0F);
  for (int t = lstm.shape.steps - 1; t >= 0; --t) {
    add_transposed(L, lstm.out_transposed.data(), D, lstm.columns,
                   &tape.errors[static_cast<size_t>(t) * D * L], dh);
    const float* factors = &tape.factors[static_cast<size_t>(t) * 6 * block];
    for (int u = 0; u < H; ++u) {
      const float* at = factors + u * L;
      const Vec dh_u = hn::Load(d, dh + u * L);
      const Vec dc_u = hn::MulAdd(dh_u, hn::Load(d, at + kByCell * block), hn::Load(d, dc + u * L));
      hn::Store(hn::Mul(dc_u, hn::Load(d, at + kByInput * block)), d, da + u * L);
      hn::Store(hn::Mul(dc_u, hn::Load(d, at + kByForget * block)), d, da + (H + u) * L);
      hn::Store(hn::Mul(dc_u, hn::Load(d, at + kByCandidate * block)), d, da + (2 * H + u) * L);
      hn::Store(hn::Mul(dh_u, hn::Load(d, at + kByOutput * block)), d, da + (3 * H + u) * L);
      hn::Store(hn::Mul(dc_u, hn::Load(d, at + kForget * block)), d, dc + u * L);
    }
    if (t == 0) break;
    std::fill_n(dh, lstm.columns * L, 0.0F);
    add_transposed(L, lstm.transposed.data(), 4 * H, lstm.columns, da, dh);
  }
  const Vec scale = hn::Set(d, 2.0F / static_cast<float>(lstm.shape.steps * D));
  for (int k = 0; k < lstm.shape.inputs; ++k) {
    Vec sum = hn::Zero(d);
    for (int row = 0; row < 4 * H; ++row) {
      sum = hn::MulAdd(hn::Set(d, lstm.start[row * lstm.shape.inputs + k]), hn::Load(d, da + row * L), sum);
    }
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
  backward(lstm, gradient, tape);
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
