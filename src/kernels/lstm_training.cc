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

// Weights differ by lane, so every multiply-add loads one. Lanes are no more than let the weights of a small
// generator stay in the first-level cache; a full vector then holds kTogether units side by side, in which
// whatever goes unit by unit is computed.
using Narrow = hn::CappedTag<float, kMostModuleLanes>;
using NarrowVec = hn::Vec<Narrow>;

// Tiles are as large as the registers allow, to reuse what was loaded beside a weight.
#if HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON
constexpr int kUnits = 2;      // units a tile in forward: 4 gates x 2 accumulators
constexpr int kColumns = 10;   // columns a tile in backward
constexpr int kOuterRows = 4;  // rows and columns a tile of the weight gradients
constexpr int kOuterColumns = 5;
constexpr int kSteps = 5;  // steps a tile of the output layer
#else
constexpr int kUnits = 2;
constexpr int kColumns = 6;
constexpr int kOuterRows = 3;
constexpr int kOuterColumns = 3;
constexpr int kSteps = 3;
#endif

struct Sizes {
  int K, H, D, T;
  size_t L;
  LstmLayout at;
};

// kCount units of L lanes each, and nothing beyond them.
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
constexpr int kTogether = 2;

template <int kCount>
HWY_INLINE Vec load_units(const float* from) {
  if (kCount == 2) return hn::LoadU(Lane(), from);
  return hn::ZeroExtendVector(Lane(), hn::Load(Narrow(), from));
}

template <int kCount>
HWY_INLINE void store_units(Vec units, float* to) {
  if (kCount == 2) {
    hn::StoreU(units, Lane(), to);
  } else {
    hn::Store(hn::LowerHalf(units), Narrow(), to);
  }
}

template <int kCount>
HWY_INLINE Vec join_units(const NarrowVec* units) {
  return kCount == 2 ? hn::Combine(Lane(), units[1], units[0]) : hn::ZeroExtendVector(Lane(), units[0]);
}
#else
constexpr int kTogether = 1;

template <int kCount>
HWY_INLINE Vec load_units(const float* from) {
  return hn::Load(Lane(), from);
}

template <int kCount>
HWY_INLINE void store_units(Vec units, float* to) {
  hn::Store(units, Lane(), to);
}

template <int kCount>
HWY_INLINE Vec join_units(const NarrowVec* units) {
  return units[0];
}
#endif

/// Gate preactivations of kCount units from `first` on, then activations, cell and hidden state.
template <int kCount>
HWY_INLINE void forward_tile(const Sizes& s, int first, const float* HWY_RESTRICT weights, int inputs,
                             const float* HWY_RESTRICT input, const float* HWY_RESTRICT bias,
                             const float* HWY_RESTRICT cell_before, float* HWY_RESTRICT gates,
                             float* HWY_RESTRICT cell, float* HWY_RESTRICT tanh_cell,
                             float* HWY_RESTRICT hidden) {
  const Narrow narrow;
  NarrowVec acc[4][kCount];
  for (int gate = 0; gate < 4; ++gate) {
    for (int u = 0; u < kCount; ++u) acc[gate][u] = hn::Load(narrow, bias + (gate * s.H + first + u) * s.L);
  }
  for (int j = 0; j < inputs; ++j) {
    const NarrowVec x = hn::Load(narrow, input + j * s.L);
    for (int gate = 0; gate < 4; ++gate) {
      for (int u = 0; u < kCount; ++u) {
        const size_t row = gate * s.H + first + u;
        acc[gate][u] = hn::MulAdd(hn::Load(narrow, weights + (row * inputs + j) * s.L), x, acc[gate][u]);
      }
    }
  }
  const Lane d;
  const Vec half = hn::Set(d, 0.5F);
  const size_t state = s.H * s.L;
  constexpr int kJoined = kCount < kTogether ? kCount : kTogether;
  for (int u = 0; u < kCount; u += kJoined) {
    const size_t unit = (first + u) * s.L;
    const auto joined = [&](int gate) { return join_units<kJoined>(acc[gate] + u); };
    const Gates a = gate_activations<Precision::kTight>(d, hn::Mul(half, joined(0)), hn::Mul(half, joined(1)),
                                                        joined(2), hn::Mul(half, joined(3)));
    store_units<kJoined>(a.i, gates + unit);
    store_units<kJoined>(a.f, gates + state + unit);
    store_units<kJoined>(a.g, gates + 2 * state + unit);
    store_units<kJoined>(a.o, gates + 3 * state + unit);
    const Vec c = hn::MulAdd(a.f, load_units<kJoined>(cell_before + unit), hn::Mul(a.i, a.g));
    store_units<kJoined>(c, cell + unit);
    const Vec tanh_c = tanh<Precision::kTight>(d, c);
    store_units<kJoined>(tanh_c, tanh_cell + unit);
    store_units<kJoined>(hn::Mul(a.o, tanh_c), hidden + unit);
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
    const auto tiles_of = [&]<int kCount>() {
      for (; u + kCount <= s.H; u += kCount) {
        forward_tile<kCount>(s, u, weights, inputs, input, tape.bias.data(), cell - state, gates, cell,
                             tanh_cell, hidden);
      }
    };
    tiles_of.template operator()<kUnits>();
    if constexpr (kUnits > kTogether) tiles_of.template operator()<kTogether>();
    if constexpr (kTogether > 1) tiles_of.template operator()<1>();
  }
}

/// Errors of the drawing, and the loss.
void compare(const Sizes& s, const float* parameters, const float* targets, float* loss, TrainingTape& tape) {
  const Narrow d;
  const size_t state = s.H * s.L;
  NarrowVec sum = hn::Zero(d);
  int t = 0;
  const auto tile_of = [&]<int kCount>() {
    // Summed by tile first: the rounding error of a plain sum over T x D values would show in the loss.
    NarrowVec tile_sum = hn::Zero(d);
    for (int o = 0; o < s.D; ++o) {
      const float* weights = parameters + (s.at.out_weight + o * s.H) * s.L;
      NarrowVec y[kCount];
      for (NarrowVec& v : y) v = hn::Load(d, parameters + (s.at.out_bias + o) * s.L);
      for (int j = 0; j < s.H; ++j) {
        const NarrowVec weight = hn::Load(d, weights + j * s.L);
        for (int i = 0; i < kCount; ++i)
          y[i] = hn::MulAdd(weight, hn::Load(d, &tape.hidden[(t + i + 1) * state + j * s.L]), y[i]);
      }
      for (int i = 0; i < kCount; ++i) {
        const size_t at = (static_cast<size_t>(t + i) * s.D + o) * s.L;
        const NarrowVec error = hn::Sub(y[i], hn::Load(d, targets + at));
        hn::Store(error, d, &tape.errors[at]);
        tile_sum = hn::MulAdd(error, error, tile_sum);
      }
    }
    sum = hn::Add(sum, tile_sum);
  };
  for (; t + kSteps <= s.T; t += kSteps) tile_of.template operator()<kSteps>();
  for (; t < s.T; ++t) tile_of.template operator()<1>();
  hn::Store(hn::Mul(sum, hn::Set(d, 1.0F / static_cast<float>(s.T * s.D))), d, loss);
}

/// acc[j] += sum_r vector[r] * weights[r, first + j].
template <int kCount>
HWY_INLINE void add_transposed(size_t L, const float* HWY_RESTRICT weights, int rows, int columns, int first,
                               const float* HWY_RESTRICT vector, NarrowVec (&acc)[kCount]) {
  const Narrow d;
  for (int r = 0; r < rows; ++r) {
    const NarrowVec v = hn::Load(d, vector + r * L);
    for (int j = 0; j < kCount; ++j) {
      acc[j] =
          hn::MulAdd(v, hn::Load(d, weights + (static_cast<size_t>(r) * columns + first + j) * L), acc[j]);
    }
  }
}

/// d loss / d hidden of units first.. of step t, from the errors of the step and the gates' gradients of the
/// next.
template <int kCount>
HWY_INLINE void hidden_gradient_tile(const Sizes& s, const float* parameters, int t, int first,
                                     TrainingTape& tape, float* dh) {
  NarrowVec acc[kCount];
  for (NarrowVec& v : acc) v = hn::Zero(Narrow());
  add_transposed(s.L, parameters + s.at.out_weight * s.L, s.D, s.H, first,
                 &tape.errors[static_cast<size_t>(t) * s.D * s.L], acc);
  if (t + 1 < s.T) {
    add_transposed(s.L, parameters + s.at.weight_hh * s.L, 4 * s.H, s.H, first,
                   &tape.gates[4 * (static_cast<size_t>(t) + 1) * s.H * s.L], acc);
  }
  constexpr int kJoined = kCount < kTogether ? kCount : kTogether;
  for (int j = 0; j < kCount; j += kJoined)
    store_units<kJoined>(join_units<kJoined>(acc + j), dh + (first + j) * s.L);
}

/// From d loss / d hidden and what came back through the cell to d loss / d preactivation of some units.
template <int kJoined>
HWY_INLINE void unit_gradients(size_t state, const float* HWY_RESTRICT cell_before,
                               const float* HWY_RESTRICT tanh_cell, const float* HWY_RESTRICT dh,
                               float* HWY_RESTRICT dc, float* HWY_RESTRICT gates) {
  const Lane d;
  const Vec one = hn::Set(d, 1.0F);
  const Vec i = load_units<kJoined>(gates);
  const Vec f = load_units<kJoined>(gates + state);
  const Vec g = load_units<kJoined>(gates + 2 * state);
  const Vec o = load_units<kJoined>(gates + 3 * state);
  const Vec tanh_c = load_units<kJoined>(tanh_cell);
  const Vec dh_u = load_units<kJoined>(dh);
  const Vec dc_u = hn::MulAdd(hn::Mul(dh_u, o), hn::NegMulAdd(tanh_c, tanh_c, one), load_units<kJoined>(dc));
  store_units<kJoined>(hn::Mul(hn::Mul(dc_u, g), hn::NegMulAdd(i, i, i)), gates);
  store_units<kJoined>(hn::Mul(hn::Mul(dc_u, load_units<kJoined>(cell_before)), hn::NegMulAdd(f, f, f)),
                       gates + state);
  store_units<kJoined>(hn::Mul(hn::Mul(dc_u, i), hn::NegMulAdd(g, g, one)), gates + 2 * state);
  store_units<kJoined>(hn::Mul(hn::Mul(dh_u, tanh_c), hn::NegMulAdd(o, o, o)), gates + 3 * state);
  store_units<kJoined>(hn::Mul(dc_u, f), dc);
}

/// Leaves d loss / d preactivation in tape.gates as rows i, f, g, o of [4H] a step, and d loss / d y in
/// tape.errors.
void backward(const Sizes& s, const float* parameters, TrainingTape& tape) {
  const Narrow narrow;
  const size_t state = s.H * s.L;
  float* dh = tape.carry.data();
  float* dc = dh + state;
  std::fill_n(dc, state, 0.0F);
  const NarrowVec scale = hn::Set(narrow, 2.0F / static_cast<float>(s.T * s.D));
  for (size_t n = 0; n < static_cast<size_t>(s.T) * s.D * s.L; n += s.L)
    hn::Store(hn::Mul(scale, hn::Load(narrow, &tape.errors[n])), narrow, &tape.errors[n]);
  for (int t = s.T - 1; t >= 0; --t) {
    int j = 0;
    const auto tiles_of = [&]<int kCount>() {
      for (; j + kCount <= s.H; j += kCount) hidden_gradient_tile<kCount>(s, parameters, t, j, tape, dh);
    };
    tiles_of.template operator()<kColumns>();
    tiles_of.template operator()<2>();
    tiles_of.template operator()<1>();
    float* gates = &tape.gates[4 * t * state];
    const float* cell_before = &tape.cells[t * state];
    const float* tanh_cell = &tape.tanh_cells[t * state];
    size_t unit = 0;
    for (; unit + kTogether * s.L <= state; unit += kTogether * s.L) {
      unit_gradients<kTogether>(state, cell_before + unit, tanh_cell + unit, dh + unit, dc + unit,
                                gates + unit);
    }
    if (unit < state)
      unit_gradients<1>(state, cell_before + unit, tanh_cell + unit, dh + unit, dc + unit, gates + unit);
  }
}

/// out[r, c] = sum over t of a[t, r] * b[t, c], for a tile of kRows x kCols; where asked sums[r] += a[t, r].
template <int kRows, int kCols, bool kSum>
HWY_INLINE void outer_tile(size_t L, int T, const float* HWY_RESTRICT a, size_t a_step,
                           const float* HWY_RESTRICT b, size_t b_step, int columns, float* HWY_RESTRICT out,
                           float* HWY_RESTRICT sums) {
  const Narrow d;
  NarrowVec acc[kRows][kCols];
  for (auto& row : acc) {
    for (NarrowVec& v : row) v = hn::Zero(d);
  }
  NarrowVec sum[kRows];
  for (int r = 0; r < kRows; ++r) sum[r] = kSum ? hn::Load(d, sums + r * L) : hn::Zero(d);
  for (int t = 0; t < T; ++t, a += a_step, b += b_step) {
    NarrowVec av[kRows];
    for (int r = 0; r < kRows; ++r) {
      av[r] = hn::Load(d, a + r * L);
      if constexpr (kSum) sum[r] = hn::Add(sum[r], av[r]);
    }
    for (int c = 0; c < kCols; ++c) {
      const NarrowVec bv = hn::Load(d, b + c * L);
      for (int r = 0; r < kRows; ++r) acc[r][c] = hn::MulAdd(av[r], bv, acc[r][c]);
    }
  }
  for (int r = 0; r < kRows; ++r) {
    for (int c = 0; c < kCols; ++c) hn::Store(acc[r][c], d, out + (static_cast<size_t>(r) * columns + c) * L);
    if constexpr (kSum) hn::Store(sum[r], d, sums + r * L);
  }
}

/// out [rows, columns] = sum over T steps of the outer products of a [T, rows] and b [T, columns]; to sums
/// [rows] those of a are added.
void outer_product(size_t L, int T, const float* a, int rows, const float* b, int columns, float* out,
                   float* sums) {
  const size_t a_step = rows * L;
  const size_t b_step = columns * L;
  int r = 0;
  const auto row_tiles = [&]<int kRows>() {
    for (; r + kRows <= rows; r += kRows) {
      int c = 0;
      const auto tile = [&]<int kCols, bool kSum>() {
        outer_tile<kRows, kCols, kSum>(L, T, a + r * L, a_step, b + c * L, b_step, columns,
                                       out + (static_cast<size_t>(r) * columns + c) * L, sums + r * L);
        c += kCols;
      };
      if (columns >= kOuterColumns) {
        tile.template operator()<kOuterColumns, true>();
      } else {
        tile.template operator()<1, true>();
      }
      while (c + kOuterColumns <= columns) tile.template operator()<kOuterColumns, false>();
      while (c < columns) tile.template operator()<1, false>();
    }
  };
  row_tiles.template operator()<kOuterRows>();
  row_tiles.template operator()<1>();
}

void weight_gradients(const Sizes& s, const float* z, float* gradients, const TrainingTape& tape) {
  const size_t L = s.L;
  const size_t step = 4 * s.H * L;
  const float* gates = tape.gates.data();
  const float* after_start = tape.hidden.data() + s.H * L;  // hidden after step 0 enters step 1
  float* bias = gradients + s.at.bias_ih * L;
  float* out_bias = gradients + s.at.out_bias * L;
  std::fill_n(bias, step, 0.0F);
  std::fill_n(out_bias, s.D * L, 0.0F);
  outer_product(L, 1, gates, 4 * s.H, z, s.K, gradients + s.at.weight_ih * L, bias);
  outer_product(L, s.T - 1, gates + step, 4 * s.H, after_start, s.H, gradients + s.at.weight_hh * L, bias);
  std::copy_n(bias, step, gradients + s.at.bias_hh * L);
  outer_product(L, s.T, tape.errors.data(), s.D, after_start, s.H, gradients + s.at.out_weight * L, out_bias);
}

void training_pass(const LstmShape& shape, const float* parameters, const float* z, const float* targets,
                   float* gradients, float* loss, TrainingTape& tape) {
  const Narrow d;
  const Sizes s{shape.inputs, shape.hidden, shape.outputs, shape.steps, hn::Lanes(d), LstmLayout(shape)};
  for (size_t n = 0; n < 4 * s.H * s.L; n += s.L) {
    const NarrowVec ih = hn::Load(d, parameters + s.at.bias_ih * s.L + n);
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
  const size_t lanes = module_lanes();
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
