#include "kernels/lstm_layer.h"

#include <algorithm>

#include "kernels/matrix_product.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lstm_layer.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "kernels/activations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {

/// Clamped 0.2 x + 0.5.
HWY_INLINE Vec hard_gate(Lane d, Vec x) {
  const Vec line = hn::MulAdd(x, hn::Set(d, 0.2F), hn::Set(d, 0.5F));
  return hn::Min(hn::Max(line, hn::Zero(d)), hn::Set(d, 1.0F));
}

/// The gate's slope, from its value.
template <GateFunction kGates>
HWY_INLINE Vec slope(Lane d, Vec gate) {
  if constexpr (kGates == GateFunction::kLogistic) return hn::NegMulAdd(gate, gate, gate);
  const auto inside = hn::And(hn::Gt(gate, hn::Zero(d)), hn::Lt(gate, hn::Set(d, 1.0F)));
  return hn::IfThenElseZero(inside, hn::Set(d, 0.2F));
}

template <GateFunction kGates>
HWY_INLINE Gates activate(Lane d, Vec i, Vec f, Vec g, Vec o) {
  if constexpr (kGates == GateFunction::kLogistic) {
    const Vec half = hn::Set(d, 0.5F);
    return gate_activations<Precision::kTight>(d, hn::Mul(half, i), hn::Mul(half, f), g, hn::Mul(half, o));
  } else {
    return {hard_gate(d, i), hard_gate(d, f), tanh<Precision::kTight>(d, g), hard_gate(d, o)};
  }
}

/// One step of B sequences: gates [B, 4U] from preactivations to activations, cells and states [B, U].
/// `before` is null at the first step.
template <GateFunction kGates>
void step_forward(size_t B, size_t U, const float* before, float* gates, float* cells, float* states) {
  const Lane d;
  for (size_t b = 0; b < B; ++b, gates += 4 * U) {
    for (size_t u = 0; u < U; u += hn::Lanes(d)) {
      float* at = gates + u;
      const Gates a = activate<kGates>(d, hn::Load(d, at), hn::Load(d, at + U), hn::Load(d, at + 2 * U),
                                       hn::Load(d, at + 3 * U));
      hn::Store(a.i, d, at);
      hn::Store(a.f, d, at + U);
      hn::Store(a.g, d, at + 2 * U);
      hn::Store(a.o, d, at + 3 * U);
      Vec c = hn::Mul(a.i, a.g);
      if (before != nullptr) c = hn::MulAdd(a.f, hn::Load(d, before + b * U + u), c);
      hn::Store(c, d, cells + b * U + u);
      hn::Store(hn::Mul(a.o, tanh<Precision::kTight>(d, c)), d, states + b * U + u);
    }
  }
}

/// The same step backwards: gates become the gradients of their preactivations; dh holds what came from the
/// next step, dc likewise and is moved on to this one.
template <GateFunction kGates>
void step_backward(size_t B, size_t U, const float* d_states, const float* before, const float* cells,
                   const float* dh, float* dc, float* gates) {
  const Lane d;
  const Vec one = hn::Set(d, 1.0F);
  for (size_t b = 0; b < B; ++b, gates += 4 * U) {
    for (size_t u = 0; u < U; u += hn::Lanes(d)) {
      const size_t n = b * U + u;
      float* at = gates + u;
      const Vec i = hn::Load(d, at);
      const Vec f = hn::Load(d, at + U);
      const Vec g = hn::Load(d, at + 2 * U);
      const Vec o = hn::Load(d, at + 3 * U);
      const Vec tanh_c = tanh<Precision::kTight>(d, hn::Load(d, cells + n));
      const Vec dh_n = hn::Add(hn::Load(d, d_states + n), hn::Load(d, dh + n));
      const Vec dc_n = hn::MulAdd(hn::Mul(dh_n, o), hn::NegMulAdd(tanh_c, tanh_c, one), hn::Load(d, dc + n));
      const Vec c_before = before != nullptr ? hn::Load(d, before + n) : hn::Zero(d);
      hn::Store(hn::Mul(hn::Mul(dc_n, g), slope<kGates>(d, i)), d, at);
      hn::Store(hn::Mul(hn::Mul(dc_n, c_before), slope<kGates>(d, f)), d, at + U);
      hn::Store(hn::Mul(hn::Mul(dc_n, i), hn::NegMulAdd(g, g, one)), d, at + 2 * U);
      hn::Store(hn::Mul(hn::Mul(dh_n, tanh_c), slope<kGates>(d, o)), d, at + 3 * U);
      hn::Store(hn::Mul(dc_n, f), d, dc + n);
    }
  }
}

}  // namespace

// Dispatch needs names outside the anonymous namespace.
void step_forward_entry(GateFunction function, size_t B, size_t U, const float* before, float* gates,
                        float* cells, float* states) {
  if (function == GateFunction::kLogistic) {
    step_forward<GateFunction::kLogistic>(B, U, before, gates, cells, states);
  } else {
    step_forward<GateFunction::kHard>(B, U, before, gates, cells, states);
  }
}

void step_backward_entry(GateFunction function, size_t B, size_t U, const float* d_states,
                         const float* before, const float* cells, const float* dh, float* dc, float* gates) {
  if (function == GateFunction::kLogistic) {
    step_backward<GateFunction::kLogistic>(B, U, d_states, before, cells, dh, dc, gates);
  } else {
    step_backward<GateFunction::kHard>(B, U, d_states, before, cells, dh, dc, gates);
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(step_forward_entry);
HWY_EXPORT(step_backward_entry);

void lstm_layer_forward(const LayerShape& shape, int batch, const float* parameters, const LayerInput& input,
                        LayerTape& tape) {
  const LayerLayout at(shape);
  const std::size_t B = batch;
  const std::size_t U = shape.units();
  const std::size_t rows = shape.steps * B;
  tape.gates.resize(rows * 4 * U);
  tape.cells.resize(rows * U);
  tape.states.resize(rows * U);
  for (std::size_t row = 0; row < rows; ++row)
    std::copy_n(parameters + at.biases, 4 * U, tape.gates.data() + row * 4 * U);
  const std::size_t D = shape.inputs;
  matrix_product({input.steps * B, D, 4 * U}, {input.values, D, 1}, parameters + at.input_weights, true,
                 tape.gates.data());
  for (int t = 0; t < shape.steps; ++t) {
    const std::size_t row = t * B;
    float* gates = tape.gates.data() + row * 4 * U;
    if (t > 0) {
      matrix_product({B, U, 4 * U}, {tape.states.data() + (row - B) * U, U, 1}, parameters + at.state_weights,
                     true, gates);
    }
    HWY_DYNAMIC_DISPATCH(step_forward_entry)
    (shape.gates, B, U, t > 0 ? tape.cells.data() + (row - B) * U : nullptr, gates,
     tape.cells.data() + row * U, tape.states.data() + row * U);
  }
}

void lstm_layer_backward(const LayerShape& shape, int batch, const float* transposed, const float* d_states,
                         LayerTape& tape) {
  const std::size_t B = batch;
  const std::size_t U = shape.units();
  tape.carry.assign(2 * B * U, 0.0F);
  float* dh = tape.carry.data();
  float* dc = dh + B * U;
  for (int t = shape.steps - 1; t >= 0; --t) {
    const std::size_t row = t * B;
    float* gates = tape.gates.data() + row * 4 * U;
    HWY_DYNAMIC_DISPATCH(step_backward_entry)
    (shape.gates, B, U, d_states + row * U, t > 0 ? tape.cells.data() + (row - B) * U : nullptr,
     tape.cells.data() + row * U, dh, dc, gates);
    if (t > 0) matrix_product({B, 4 * U, U}, {gates, 4 * U, 1}, transposed, false, dh);
  }
}

void lstm_layer_gradients(const LayerShape& shape, int batch, const LayerInput& input, const LayerTape& tape,
                          float* gradients) {
  const LayerLayout at(shape);
  const std::size_t B = batch;
  const std::size_t U = shape.units();
  const std::size_t D = shape.inputs;
  const std::size_t rows = shape.steps * B;
  const float* gates = tape.gates.data();
  matrix_product({D, input.steps * B, 4 * U}, {input.values, 1, D}, gates, false,
                 gradients + at.input_weights);
  matrix_product({U, rows - B, 4 * U}, {tape.states.data(), 1, U}, gates + B * 4 * U, false,
                 gradients + at.state_weights);
  float* biases = gradients + at.biases;
  std::fill_n(biases, 4 * U, 0.0F);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t k = 0; k < 4 * U; ++k) biases[k] += gates[row * 4 * U + k];
  }
}

void transpose(std::size_t rows, std::size_t columns, const float* in, float* out) {
  constexpr std::size_t kBlock = 16;  // so that both sides stay in the cache
  for (std::size_t r0 = 0; r0 < rows; r0 += kBlock) {
    const std::size_t r_end = std::min(rows, r0 + kBlock);
    for (std::size_t c = 0; c < columns; ++c) {
      for (std::size_t r = r0; r < r_end; ++r) out[c * rows + r] = in[r * columns + c];
    }
  }
}

}  // namespace resketch
#endif
