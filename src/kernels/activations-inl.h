// tanh and the logistic function over vectors. Included once per instruction set.
//
// tanh(x) = x P(x^2) / Q(x^2) on |x| <= limit, constant beyond; the five activations of an LSTM unit share
// divisions. With AVX-512 polynomials on pieces instead, whose coefficients come out of registers: what
// bounds the kernels there is the number of operations. Coefficients: tools/fit_activations.py. Largest
// absolute error of tanh in single precision:
//   kTight   1.2e-6
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
/// tanh as a polynomial in |x| on each of 32 pieces: |x| + 1 between 1 and 16, eight of equal length an
/// octave. Row i has the coefficients of power i; a piece's column is the last two bits of the exponent of
/// |x| + 1 and the first three of its mantissa.
alignas(64) inline constexpr float kTanhFast[3][32] = {
    {0.066327624F,   0.191359118F,   0.338353544F,    0.482488871F,   0.608967423F,   0.712217748F,
     0.792467296F,   0.852713704F,   0.91278857F,     0.958819807F,   0.981107652F,   0.991524041F,
     0.996265173F,   0.998378694F,   0.99930501F,     0.999705315F,   0.999915779F,   0.999985576F,
     0.999997616F,   0.999999583F,   0.99999994F,     1.0F,           1.0F,           1.0F,
     0.0F,           -0.0018482171F, -0.00776152359F, -0.0169851091F, -0.0256131645F, -0.0280983504F,
     -0.0192775652F, 0.00408766186F},
    {0.974513829F,    0.774336874F,    0.577837169F,    0.412588179F,    0.285696715F,    0.193628356F,
     0.129236653F,    0.0852982402F,   0.0456378721F,   0.0190937687F,   0.00785987917F,  0.00319698686F,
     0.00128819281F,  0.000515088497F, 0.000204636119F, 8.08521654e-05F, 2.09127084e-05F, 3.18264983e-06F,
     4.78419622e-07F, 7.12018462e-08F, 1.05096856e-08F, 1.54055657e-09F, 2.24488941e-10F, 3.25559996e-11F,
     1.00064754F,     1.03179514F,     1.07929206F,     1.12889826F,     1.16388392F,     1.17226529F,
     1.14907289F,     1.09588265F},
    {-0.279193759F,    -0.199005947F,    -0.133299008F,    -0.0859154239F,   -0.0540789366F,
     -0.0335494839F,   -0.0206300206F,   -0.0126174968F,   -0.00606996845F,  -0.00224192091F,
     -0.000825965486F, -0.000304019515F, -0.000111864712F, -4.11557303e-05F, -1.5140753e-05F,
     -5.57002659e-06F, -1.30202068e-06F, -1.76209554e-07F, -2.38473739e-08F, -3.22739147e-09F,
     -4.36780084e-10F, -5.91118265e-11F, -7.99982303e-12F, -1.08298559e-12F, -0.0414722525F,
     -0.178636283F,    -0.274508864F,    -0.341356725F,    -0.376862317F,    -0.383916467F,
     -0.368665814F,    -0.338382125F}};
alignas(64) inline constexpr float kTanhTight[4][32] = {
    {-0.0894938335F, -0.065654099F,    0.0169034805F,   0.141402423F,    0.28358826F,    0.423589289F,
     0.549373209F,   0.655683339F,     0.775447428F,    0.880525172F,    0.939036012F,   0.969886184F,
     0.985510826F,   0.993179381F,     0.996848285F,    0.998566687F,    0.9995538F,     0.999914289F,
     0.999984145F,   0.999997139F,     0.999999523F,    0.99999994F,     1.0F,           1.0F,
     0.0F,           -0.000102298734F, -0.00125285343F, -0.00572314067F, -0.0159566514F, -0.0326116644F,
     -0.0534056276F, -0.0735382661F},
    {1.39264357F,     1.33731139F,    1.17288744F,     0.959390402F,    0.745727777F,    0.558624625F,
     0.407307893F,    0.291044295F,   0.172690347F,    0.0818257183F,   0.0375908315F,   0.0168744996F,
     0.00743747083F,  0.00322910887F, 0.00138432137F,  0.000587056333F, 0.000165834776F, 2.83726204e-05F,
     4.73647879e-06F, 7.7511379e-07F, 1.24775269e-07F, 1.98093719e-08F, 3.10843884e-09F, 4.82114126e-10F,
     1.00000155F,     1.00218809F,    1.01556861F,     1.05094552F,     1.11214602F,     1.19212198F,
     1.27552211F,     1.34487927F},
    {-0.652030051F,    -0.609206796F,    -0.499927789F,    -0.377786011F,    -0.270692885F,
     -0.187299401F,    -0.126596823F,    -0.0841993764F,   -0.045189932F,    -0.018977467F,
     -0.00782325771F,  -0.00318391342F,  -0.00128323946F,  -0.000513168809F, -0.00020388735F,
     -8.05600575e-05F, -2.06197346e-05F, -3.13868804e-06F, -4.71886068e-07F, -7.02385492e-08F,
     -1.0368673e-08F,  -1.51999213e-09F, -2.21535526e-10F, -3.2074423e-11F,  -0.000210091879F,
     -0.016336007F,    -0.0686910674F,   -0.162432909F,    -0.284749568F,    -0.412975937F,
     -0.524604619F,    -0.604316413F},
    {0.110474207F,    0.0994226187F,   0.0751857609F,   0.0518736243F,   0.0339694768F,   0.0215734411F,
     0.013452908F,    0.0082975179F,   0.00400913786F,  0.00148657861F,  0.000548472453F, 0.000201987379F,
     7.43362107e-05F, 2.73507158e-05F, 1.0062301e-05F,  3.70178623e-06F, 8.57384009e-07F, 1.16034592e-07F,
     1.57035789e-08F, 2.12524709e-09F, 2.87622592e-10F, 3.89246378e-11F, 5.26845971e-12F, 7.11947211e-13F,
     -0.329839677F,   -0.288337857F,   -0.219374642F,   -0.136196658F,   -0.0544966124F,  0.0141459918F,
     0.0640068948F,   0.0945694745F}};

template <Precision kPrecision>
HWY_INLINE Vec tanh_by_pieces(Lane d, Vec x) {
  constexpr bool kIsTight = kPrecision == Precision::kTight;
  constexpr int kDegree = kIsTight ? 3 : 2;
  const Vec size{_mm512_range_ps(x.raw, hn::Set(d, 14.5F).raw, 0xA)};  // the smaller magnitude, positive
  const __m512i piece = _mm512_srli_epi32(_mm512_castps_si512(hn::Add(size, hn::Set(d, 1.0F)).raw), 20);
  const auto coefficient = [&](int power) {
    const float* row = kIsTight ? kTanhTight[power] : kTanhFast[power];
    return Vec{_mm512_permutex2var_ps(_mm512_load_ps(row), piece, _mm512_load_ps(row + 16))};
  };
  Vec y = coefficient(kDegree);
  for (int power = kDegree - 1; power >= 0; --power) y = hn::MulAdd(y, size, coefficient(power));
  return hn::CopySign(y, x);
}
#else
#define RESKETCH_TANH_PIECES 0
#endif

template <Precision kPrecision>
HWY_INLINE Vec tanh(Lane d, Vec x) {
#if RESKETCH_TANH_PIECES
  return tanh_by_pieces<kPrecision>(d, x);
#else
  const Ratio r = tanh_ratio<kPrecision>(d, x);
  return hn::Mul(r.num, reciprocal<kPrecision>(d, r.den));
#endif
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
  const auto sigmoid = [&](Vec x) { return hn::MulAdd(half, tanh_by_pieces<kPrecision>(d, x), half); };
  return {sigmoid(half_i), sigmoid(half_f), tanh_by_pieces<kPrecision>(d, g), sigmoid(half_o)};
#else
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
#endif
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
