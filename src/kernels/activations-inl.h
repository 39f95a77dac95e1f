// tanh and the logistic function over vectors, as ratios of polynomials, so that the five activations
// of an LSTM unit share divisions. Included once per instruction set.
//
// tanh(x) = x P(x^2) / Q(x^2) on |x| <= limit, constant beyond; with AVX-512 kFast takes cubic pieces
// instead, whose 16 coefficients fit a register each: multiplications are what bounds the kernels.
// Coefficients: tools/fit_activations.py. Largest absolute error of tanh in single precision:
//   kTight   5e-7
//   kFast    8e-5
#if defined(RESKETCH_KERNELS_ACTIVATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef RESKETCH_KERNELS_ACTIVATIONS_INL_H_
#undef RESKETCH_KERNELS_ACTIVATIONS_INL_H_
#else
#define RESKETCH_KERNELS_ACTIVATIONS_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/precision.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lane = hn::ScalableTag<float>;
using Vec = hn::Vec<Lane>;

/// tanh as numerator / denominator; the denominator is between 1 and 250.
struct Ratio {
  Vec num;
  Vec den;
};

/// x, but nearer to zero than `limit`.
HWY_INLINE Vec clamp_symmetric(Lane d, Vec x, float limit) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  return Vec{_mm512_range_ps(x.raw, hn::Set(d, limit).raw, 0x2)};  // the smaller magnitude, the sign of x
#else
  return hn::Min(hn::Max(x, hn::Set(d, -limit)), hn::Set(d, limit));
#endif
}

/// 1 / x; in single precision but for the last bits with kFast.
template <Precision kPrecision>
HWY_INLINE Vec reciprocal(Lane d, Vec x) {
  if constexpr (kPrecision == Precision::kTight) {
    return hn::Div(hn::Set(d, 1.0F), x);
  } else {
    const Vec guess = hn::ApproximateReciprocal(x);  // at least 11 bits; a step of Newton's doubles them
    return hn::Mul(guess, hn::NegMulAdd(x, guess, hn::Set(d, 2.0F)));
  }
}

template <Precision kPrecision>
HWY_INLINE Ratio tanh_ratio(Lane d, Vec x) {
  if constexpr (kPrecision == Precision::kTight) {
    x = clamp_symmetric(d, x, 8.0F);
    const Vec s = hn::Mul(x, x);
    Vec p = hn::MulAdd(s, hn::Set(d, 1.50617898e-08F), hn::Set(d, 2.17732309e-05F));
    Vec q = hn::MulAdd(s, hn::Set(d, 8.45365353e-07F), hn::Set(d, 0.000339917789F));
    p = hn::MulAdd(s, p, hn::Set(d, 0.0035641552F));
    q = hn::MulAdd(s, q, hn::Set(d, 0.0261360121F));
    p = hn::MulAdd(s, p, hn::Set(d, 0.134381903F));
    q = hn::MulAdd(s, q, hn::Set(d, 0.467715111F));
    p = hn::MulAdd(s, p, hn::Set(d, 0.99999997F));
    q = hn::MulAdd(s, q, hn::Set(d, 1.0F));
    return {hn::Mul(x, p), q};
  } else {
    x = clamp_symmetric(d, x, 5.2F);
    const Vec s = hn::Mul(x, x);
    Vec p = hn::MulAdd(s, hn::Set(d, 0.00159653982F), hn::Set(d, 0.116009831F));
    Vec q = hn::MulAdd(s, hn::Set(d, 6.17626947e-05F), hn::Set(d, 0.0180718377F));
    q = hn::MulAdd(s, q, hn::Set(d, 0.449304124F));
    p = hn::MulAdd(s, p, hn::Set(d, 0.999988938F));
    q = hn::MulAdd(s, q, hn::Set(d, 1.0F));
    return {hn::Mul(x, p), q};
  }
}

#undef RESKETCH_TANH_PIECES
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
#define RESKETCH_TANH_PIECES 1
/// tanh on k / 2 - 1 / 4 <= |x| < k / 2 + 1 / 4, as a cubic in |x| - k / 2: row i has the coefficients of
/// power i.
alignas(64) inline constexpr float kTanhPieces[4][16] = {
    {0.0F, 0.462038279F, 0.76158005F, 0.905160248F, 0.964036345F, 0.986618221F, 0.995056331F, 0.998178482F,
     0.999329507F, 0.999753296F, 0.999909222F, 0.999966621F, 0.999987721F, 0.99999547F, 0.999998331F,
     0.999999404F},
    {1.00002372F, 0.786460161F, 0.419996887F, 0.180708066F, 0.0706485137F, 0.0265908297F, 0.0098654395F,
     0.00364065287F, 0.00134086376F, 0.00049348519F, 0.000181571362F, 6.68001958e-05F, 2.45749379e-05F,
     9.04068474e-06F, 3.32589161e-06F, 1.22352844e-06F},
    {-0.00164564047F, -0.353309482F, -0.318054587F, -0.165102154F, -0.0692280009F, -0.0267417077F,
     -0.0100169955F, -0.00370966084F, -0.00136805698F, -0.000503734162F, -0.000185374942F, -6.82039536e-05F,
     -2.50919584e-05F, -9.23096832e-06F, -3.39590406e-06F, -1.24928613e-06F},
    {-0.319616228F, -0.0958076119F, 0.100719154F, 0.0876364559F, 0.0424055718F, 0.0171998516F, 0.00655651186F,
     0.00244365609F, 0.000903287204F, 0.000332886615F, 0.000122541504F, 4.50912448e-05F, 1.65895963e-05F,
     6.10316829e-06F, 2.24525684e-06F, 8.25987456e-07F}};

HWY_INLINE Vec tanh_by_pieces(Lane d, Vec x) {
  const Vec size = hn::Min(hn::Abs(x), hn::Set(d, 7.74F));
  // From 2^22 on numbers are halves: the sum is rounded to one, and its last bits count them.
  const Vec magic = hn::Set(d, 4194304.0F);
  const Vec rounded = hn::Add(size, magic);
  const Vec u = hn::Sub(size, hn::Sub(rounded, magic));
  const __m512i piece = _mm512_castps_si512(rounded.raw);
  const auto coefficient = [&](int power) {
    return Vec{_mm512_permutexvar_ps(piece, _mm512_load_ps(kTanhPieces[power]))};
  };
  Vec y = hn::MulAdd(coefficient(3), u, coefficient(2));
  y = hn::MulAdd(y, u, coefficient(1));
  y = hn::MulAdd(y, u, coefficient(0));
  return hn::CopySign(y, x);
}
#else
#define RESKETCH_TANH_PIECES 0
#endif

template <Precision kPrecision>
HWY_INLINE Vec tanh(Lane d, Vec x) {
#if RESKETCH_TANH_PIECES
  if constexpr (kPrecision == Precision::kFast) return tanh_by_pieces(d, x);
#endif
  const Ratio r = tanh_ratio<kPrecision>(d, x);
  return hn::Mul(r.num, reciprocal<kPrecision>(d, r.den));
}

struct Gates {
  Vec i, f, g, o;
};

/// The four gates of a unit from their preactivations, those of i, f, o already halved:
/// sigmoid(x) = (1 + tanh(x / 2)) / 2. One division serves all four.
template <Precision kPrecision>
HWY_INLINE Gates gate_activations(Lane d, Vec half_i, Vec half_f, Vec g, Vec half_o) {
  const Vec half = hn::Set(d, 0.5F);
#if RESKETCH_TANH_PIECES
  if constexpr (kPrecision == Precision::kFast) {
    const auto sigmoid = [&](Vec x) { return hn::MulAdd(half, tanh_by_pieces(d, x), half); };
    return {sigmoid(half_i), sigmoid(half_f), tanh_by_pieces(d, g), sigmoid(half_o)};
  }
#endif
  const Ratio ri = tanh_ratio<kPrecision>(d, half_i);
  const Ratio rf = tanh_ratio<kPrecision>(d, half_f);
  const Ratio rg = tanh_ratio<kPrecision>(d, g);
  const Ratio ro = tanh_ratio<kPrecision>(d, half_o);
  const Vec den_if = hn::Mul(ri.den, rf.den);
  const Vec den_go = hn::Mul(rg.den, ro.den);
  const Vec inverse = reciprocal<kPrecision>(d, hn::Mul(den_if, den_go));
  const Vec inverse_if = hn::Mul(inverse, den_go);
  const Vec inverse_go = hn::Mul(inverse, den_if);
  const Vec half_if = hn::Mul(inverse_if, half);
  return {hn::MulAdd(hn::Mul(ri.num, rf.den), half_if, half),
          hn::MulAdd(hn::Mul(rf.num, ri.den), half_if, half), hn::Mul(hn::Mul(rg.num, ro.den), inverse_go),
          hn::MulAdd(hn::Mul(ro.num, rg.den), hn::Mul(inverse_go, half), half)};
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
