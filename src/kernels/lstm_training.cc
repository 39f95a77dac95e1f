#include "kernels/lstm_training.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/lstm_training.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

#include "kernels/activations-inl.h"
#include "kernels/isa.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {

// Weights differ by lane, so every multiply-add loads one: tiles are as large as the registers allow,
// to reuse what was loaded beside it.
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr int kUnits = 5;     // units a tile in forward: 4 gates x 5 accumulators
constexpr int kColumns = 10;  // columns a tile in backward
constexpr int kOuter = 5;     // rows and columns a tile of the weight gradients
#else
constexpr int kUnits = 2;
constexpr int kColumns = 6;
constexpr int kOuter = 3;
#endif

struct Sizes {
  int K, H, D, T;
  size_t L;
  LstmLayout at;
};

/// Gate preactivations of `units` units from `first` on, then activations, cell and hidden state.
template <int kCount>
HWY_INLINE void forward_tile(const Sizes& s, int first, const float* HWY_RESTRICT weights, int inputs,
                             const float* HWY_RESTRICT input, const float* HWY_RESTRICT bias,
                             const float* HWY_RESTRICT cell_before, float* HWY_RESTRICT gates,
                             float* HWY_RESTRICT cell, float* HWY_RESTRICT tanh_cell,
                             float* HWY_RESTRICT hidden) {
  const Lane d;
  Vec acc[4][kCount];
  for (int gate = 0; gate < 4; ++gate) {
    for (int u = 0; u < kCount; ++u) acc[gate][u] = hn::Load(d, bias + (gate * s.H + first + u) * s.L);
  }
  for (int j = 0; j < inputs; ++j) {
    const Vec x = hn::Load(d, input + j * s.L);
    for (int gate = 0; gate < 4; ++gate) {
      for (int u = 0; u < kCount; ++u) {
        const size_t row = gate * s.H + first + u;
        acc[gate][u] = hn::MulAdd(hn::Load(d, weights + (row * inputs + j) * s.L), x, acc[gate][u]);
      }
    }
  }
  const Vec half = hn::Set(d, 0.5F);
  for (int u = 0; u < kCount; ++u) {
    const size_t unit = (first + u) * s.L;
    const Gates a = gate_activations<Precision::kTight>(d, hn::Mul(half, acc[0][u]), hn::Mul(half, acc[1][u]),
                                                        acc[2][u], hn::Mul(half, acc[3][u]));
    const size_t state = s.H * s.L;
    hn::Store(a.i, d, gates + unit);
    hn::Store(a.f, d, gates + state + unit);
    hn::Store(a.g, d, gates + 2 * state + unit);
    hn::Store(a.o, d, gates + 3 * state + unit);
    const Vec c = hn::MulAdd(a.f, hn::Load(d, cell_before + unit), hn::Mul(a.i, a.g));
    hn::Store(c, d, cell + unit);
    const Vec tanh_c = tanh<Precision::kTight>(d, c);
    hn::Store(tanh_c, d, tanh_cell + unit);
    hn::Store(hn::Mul(a.o, tanh_c), d, hidden + unit);
  }
}

void forward(const Sizes& s, const float* parameters, const float* z, TrainingTape& tape) {
  const size_t state = s.H * s.L;
  for (int t = 0; t < s.T; ++t) {
    const float* weights = parameters + (t == 0 ? s.at.weight_ih : s.at.weight_hh) * s.L;
    const float* input = t == 0 ? z : &tape.hidden[t * state];
    const int inputs = t == 0 ? s.K : s.H;
    float* gates = &tape.gates[4 * t * state];
    float* cell = &tape.cells[(t + 1) * state];
    float* tanh_cell = &tape.tanh_cells[t * state];
    float* hidden = &tape.hidden[(t + 1) * state];
    int u = 0;
    for (; u + kUnits <= s.H; u += kUnits) {
      forward_tile<kUnits>(s, u, weights, inputs, input, tape.bias.data(), cell - state, gates, cell,
                           tanh_cell, hidden);
    }
    for (; u < s.H; ++u) {
      forward_tile<1>(s, u, weights, inputs, input, tape.bias.data(), cell - state, gates, cell, tanh_cell,
                      hidden);
    }
  }
}

/// Errors of the drawing, and the loss.
void compare(const Sizes& s, const float* parameters, const float* targets, float* loss, TrainingTape& tape) {
  const Lane d;
  Vec sum = hn::Zero(d);
  for (int t = 0; t < s.T; ++t) {
    const float* hidden = &tape.hidden[(t + 1) * s.H * s.L];
    // Summed by step first: the rounding error of a plain sum over T x D values would show in the loss.
    Vec step_sum = hn::Zero(d);
    for (int o = 0; o < s.D; ++o) {
      Vec y = hn::Load(d, parameters + (s.at.out_bias + o) * s.L);
      const float* weights = parameters + (s.at.out_weight + o * s.H) * s.L;
      for (int j = 0; j < s.H; ++j)
        y = hn::MulAdd(hn::Load(d, weights + j * s.L), hn::Load(d, hidden + j * s.L), y);
      const size_t at = (static_cast<size_t>(t) * s.D + o) * s.L;
      const Vec error = hn::Sub(y, hn::Load(d, targets + at));
      hn::Store(error, d, &tape.errors[at]);
      step_sum = hn::MulAdd(error, error, step_sum);
    }
    sum = hn::Add(sum, step_sum);
  }
  hn::Store(hn::Mul(sum, hn::Set(d, 1.0F / static_cast<float>(s.T * s.D))), d, loss);
}

/// out[first..] += rows^T vector: out[j] += sum_r vector[r] * weights[r, j], for kCount columns j.
template <int kCount>
HWY_INLINE void add_transposed_tile(size_t L, const float* HWY_RESTRICT weights, int rows, int columns,
                                    int first, const float* HWY_RESTRICT vector, float* HWY_RESTRICT out) {
  const Lane d;
  Vec acc[kCount];
  for (int j = 0; j < kCount; ++j) acc[j] = hn::Load(d, out + (first + j) * L);
  for (int r = 0; r < rows; ++r) {
    const Vec v = hn::Load(d, vector + r * L);
    for (int j = 0; j < kCount; ++j) {
      acc[j] =
          hn::MulAdd(v, hn::Load(d, weights + (static_cast<size_t>(r) * columns + first + j) * L), acc[j]);
    }
  }
  for (int j = 0; j < kCount; ++j) hn::Store(acc[j], d, out + (first + j) * L);
}

HWY_INLINE void add_transposed(size_t L, const float* weights, int rows, int columns, const float* vector,
                               float* out) {
  int j = 0;
  for (; j + kColumns <= columns; j += kColumns)
    add_transposed_tile<kColumns>(L, weights, rows, columns, j, vector, out);
  for (; j < columns; ++j) add_transposed_tile<1>(L, weights, rows, columns, j, vector, out);
}

/// Leaves d loss / d preactivation in tape.gates as rows i, f, g, o of [4H] a step, and d loss / d y in
/// tape.errors.
void backward(const Sizes& s, const float* parameters, TrainingTape& tape) {
  const Lane d;
  const size_t state = s.H * s.L;
  float* dh = tape.carry.data();
  float* dc = dh + state;
  for (size_t n = 0; n < 2 * state; n += s.L) hn::Store(hn::Zero(d), d, dh + n);
  const Vec scale = hn::Set(d, 2.0F / static_cast<float>(s.T * s.D));
  const Vec one = hn::Set(d, 1.0F);
  for (int t = s.T - 1; t >= 0; --t) {
    float* errors = &tape.errors[static_cast<size_t>(t) * s.D * s.L];
    for (int o = 0; o < s.D; ++o)
      hn::Store(hn::Mul(scale, hn::Load(d, errors + o * s.L)), d, errors + o * s.L);
    add_transposed(s.L, parameters + s.at.out_weight * s.L, s.D, s.H, errors, dh);
    float* gates = &tape.gates[4 * t * state];
    const float* cell_before = &tape.cells[t * state];
    const float* tanh_cell = &tape.tanh_cells[t * state];
    for (size_t unit = 0; unit < state; unit += s.L) {
      const Vec i = hn::Load(d, gates + unit);
      const Vec f = hn::Load(d, gates + state + unit);
      const Vec g = hn::Load(d, gates + 2 * state + unit);
      const Vec o = hn::Load(d, gates + 3 * state + unit);
      const Vec tanh_c = hn::Load(d, tanh_cell + unit);
      const Vec dh_u = hn::Load(d, dh + unit);
      const Vec dc_u =
          hn::MulAdd(hn::Mul(dh_u, o), hn::NegMulAdd(tanh_c, tanh_c, one), hn::Load(d, dc + unit));
      hn::Store(hn::Mul(hn::Mul(dc_u, g), hn::Mul(i, hn::Sub(one, i))), d, gates + unit);
      hn::Store(hn::Mul(hn::Mul(dc_u, hn::Load(d, cell_before + unit)), hn::Mul(f, hn::Sub(one, f))), d,
                gates + state + unit);
      hn::Store(hn::Mul(hn::Mul(dc_u, i), hn::NegMulAdd(g, g, one)), d, gates + 2 * state + unit);
      hn::Store(hn::Mul(hn::Mul(dh_u, tanh_c), hn::Mul(o, hn::Sub(one, o))), d, gates + 3 * state + unit);
      hn::Store(hn::Mul(dc_u, f), d, dc + unit);
      hn::Store(hn::Zero(d), d, dh + unit);
    }
    if (t > 0) add_transposed(s.L, parameters + s.at.weight_hh * s.L, 4 * s.H, s.H, gates, dh);
  }
}

/// out[r, c] = sum over t of a[t, r] * b[t, c], for a tile of kRows x kCols.
template <int kRows, int kCols>
HWY_INLINE void outer_tile(size_t L, int T, const float* HWY_RESTRICT a, size_t a_step,
                           const float* HWY_RESTRICT b, size_t b_step, int columns, float* HWY_RESTRICT out) {
  const Lane d;
  Vec acc[kRows][kCols];
  for (auto& row : acc) {
    for (Vec& v : row) v = hn::Zero(d);
  }
  for (int t = 0; t < T; ++t, a += a_step, b += b_step) {
    Vec av[kRows];
    for (int r = 0; r < kRows; ++r) av[r] = hn::Load(d, a + r * L);
    for (int c = 0; c < kCols; ++c) {
      const Vec bv = hn::Load(d, b + c * L);
      for (int r = 0; r < kRows; ++r) acc[r][c] = hn::MulAdd(av[r], bv, acc[r][c]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int c = 0; c < kCols; ++c) hn::Store(acc[r][c], d, out + (static_cast<size_t>(r) * columns + c) * L);
  }
}

/// out [rows, columns] = sum over T steps of the outer products of a [T, rows] and b [T, columns].
void outer_product(size_t L, int T, const float* a, int rows, const float* b, int columns, float* out) {
  const size_t a_step = rows * L;
  const size_t b_step = columns * L;
  int r = 0;
  const auto row_tile = [&]<int kRows>() {
    int c = 0;
    const auto at = [&] { return out + (static_cast<size_t>(r) * columns + c) * L; };
    for (; c + kOuter <= columns; c += kOuter) {
      outer_tile<kRows, kOuter>(L, T, a + r * L, a_step, b + c * L, b_step, columns, at());
    }
    for (; c < columns; ++c) outer_tile<kRows, 1>(L, T, a + r * L, a_step, b + c * L, b_step, columns, at());
  };
  for (; r + kOuter <= rows; r += kOuter) row_tile.template operator()<kOuter>();
  for (; r < rows; ++r) row_tile.template operator()<1>();
}

/// out [rows] = sum over T steps of a [T, rows].
void sum_steps(size_t L, int T, const float* a, int rows, float* out) {
  const Lane d;
  for (int r = 0; r < rows; ++r) {
    Vec sum = hn::Zero(d);
    for (int t = 0; t < T; ++t) sum = hn::Add(sum, hn::Load(d, a + (static_cast<size_t>(t) * rows + r) * L));
    hn::Store(sum, d, out + r * L);
  }
}

void weight_gradients(const Sizes& s, const float* z, float* gradients, const TrainingTape& tape) {
  const size_t L = s.L;
  const size_t step = 4 * s.H * L;
  const float* gates = tape.gates.data();
  const float* after_start = tape.hidden.data() + s.H * L;  // hidden after step 0 enters step 1
  outer_product(L, 1, gates, 4 * s.H, z, s.K, gradients + s.at.weight_ih * L);
  outer_product(L, s.T - 1, gates + step, 4 * s.H, after_start, s.H, gradients + s.at.weight_hh * L);
  sum_steps(L, s.T, gates, 4 * s.H, gradients + s.at.bias_ih * L);
  std::copy_n(gradients + s.at.bias_ih * L, step, gradients + s.at.bias_hh * L);
  outer_product(L, s.T, tape.errors.data(), s.D, after_start, s.H, gradients + s.at.out_weight * L);
  sum_steps(L, s.T, tape.errors.data(), s.D, gradients + s.at.out_bias * L);
}

void training_pass(const LstmShape& shape, const float* parameters, const float* z, const float* targets,
                   float* gradients, float* loss, TrainingTape& tape) {
  const Lane d;
  const Sizes s{shape.inputs, shape.hidden, shape.outputs, shape.steps, hn::Lanes(d), LstmLayout(shape)};
  for (size_t n = 0; n < 4 * s.H * s.L; n += s.L) {
    const Vec ih = hn::Load(d, parameters + s.at.bias_ih * s.L + n);
    hn::Store(hn::Add(ih, hn::Load(d, parameters + s.at.bias_hh * s.L + n)), d, &tape.bias[n]);
  }
  forward(s, parameters, z, tape);
  compare(s, parameters, targets, loss, tape);
  backward(s, parameters, tape);
  weight_gradients(s, z, gradients, tape);
}

}  // namespace

// Dispatch needs a name outside the anonymous namespace.
void training_pass_entry(const LstmShape& shape, const float* parameters, const float* z,
                         const float* targets, float* gradients, float* loss, TrainingTape& tape) {
  training_pass(shape, parameters, z, targets, gradients, loss, tape);
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(training_pass_entry);

TrainingTape::TrainingTape(const LstmShape& s) {
  const size_t lanes = simd_lanes();
  const size_t state = s.hidden * lanes;
  bias.resize(4 * state);
  gates.resize(4 * state * s.steps);
  cells.assign(state * (s.steps + 1), 0.0F);
  tanh_cells.resize(state * s.steps);
  hidden.assign(state * (s.steps + 1), 0.0F);
  errors.resize(static_cast<size_t>(s.steps) * s.outputs * lanes);
  carry.resize(2 * state);
}

void lstm_training_pass(const LstmShape& shape, const float* parameters, const float* z, const float* targets,
                        float* gradients, float* loss, TrainingTape& tape) {
  HWY_DYNAMIC_DISPATCH(training_pass_entry)(shape, parameters, z, targets, gradients, loss, tape);
}

}  // namespace resketch
#endif
