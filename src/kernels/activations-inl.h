// tanh and the logistic function over vectors, as ratios of polynomials, so that the five activations
// of an LSTM unit share divisions. Included once per instruction set.
//
// tanh(x) = x P(x^2) / Q(x^2) on |x| <= limit, constant beyond. Coefficients: tools/fit_activations.py.
// Largest absolute error of tanh in single precision (measured by tests/kernels/activations_test.cc):
//   kTight   5e-7
//   kFast    7e-5
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

template <Precision kPrecision>
HWY_INLINE Ratio tanh_ratio(Lane d, Vec x) {
  if constexpr (kPrecision == Precision::kTight) {
    x = hn::Min(hn::Max(x, hn::Set(d, -8.0F)), hn::Set(d, 8.0F));
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
    x = hn::Min(hn::Max(x, hn::Set(d, -5.2F)), hn::Set(d, 5.2F));
    const Vec s = hn::Mul(x, x);
    Vec p = hn::MulAdd(s, hn::Set(d, 0.00159653982F), hn::Set(d, 0.116009831F));
    Vec q = hn::MulAdd(s, hn::Set(d, 6.17626947e-05F), hn::Set(d, 0.0180718377F));
    q = hn::MulAdd(s, q, hn::Set(d, 0.449304124F));
    p = hn::MulAdd(s, p, hn::Set(d, 0.999988938F));
    q = hn::MulAdd(s, q, hn::Set(d, 1.0F));
    return {hn::Mul(x, p), q};
  }
}

template <Precision kPrecision>
HWY_INLINE Vec tanh(Lane d, Vec x) {
  const Ratio r = tanh_ratio<kPrecision>(d, x);
  return hn::Div(r.num, r.den);
}

struct Gates {
  Vec i, f, g, o;
};

/// The four gates of a unit from their preactivations, those of i, f, o already halved:
/// sigmoid(x) = (1 + tanh(x / 2)) / 2. One division serves all four.
template <Precision kPrecision>
HWY_INLINE Gates gate_activations(Lane d, Vec half_i, Vec half_f, Vec g, Vec half_o) {
  const Ratio ri = tanh_ratio<kPrecision>(d, half_i);
  const Ratio rf = tanh_ratio<kPrecision>(d, half_f);
  const Ratio rg = tanh_ratio<kPrecision>(d, g);
  const Ratio ro = tanh_ratio<kPrecision>(d, half_o);
  const Vec den_if = hn::Mul(ri.den, rf.den);
  const Vec den_go = hn::Mul(rg.den, ro.den);
  const Vec inverse = hn::Div(hn::Set(d, 1.0F), hn::Mul(den_if, den_go));
  const Vec inverse_if = hn::Mul(inverse, den_go);
  const Vec inverse_go = hn::Mul(inverse, den_if);
  const Vec half = hn::Set(d, 0.5F);
  const Vec half_if = hn::Mul(inverse_if, half);
  return {hn::MulAdd(hn::Mul(ri.num, rf.den), half_if, half),
          hn::MulAdd(hn::Mul(rf.num, ri.den), half_if, half), hn::Mul(hn::Mul(rg.num, ro.den), inverse_go),
          hn::MulAdd(hn::Mul(ro.num, rg.den), hn::Mul(inverse_go, half), half)};
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
