// tanh and the logistic function over vectors. Included once per instruction set.
//
// tanh(x) = x P(x^2) / Q(x^2) on |x| <= limit, constant beyond; the five activations of an LSTM unit share
// divisions. With AVX-512 polynomials on pieces instead, whose coefficients come out of registers: what
// bounds the kernels there is the number of operations. Coefficients: tools/fit_activations.py. Largest
// absolute error of tanh in single precision:
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
alignas(64) inline constexpr float kTanhTight[5][32] = {
    {-0.0835766196F, -0.140491217F,  -0.1573634F,     -0.115286879F,   -0.0211637616F,   0.105434671F,
     0.244264543F,   0.380052745F,   0.555917978F,    0.734916091F,    0.850078166F,     0.918686688F,
     0.957369924F,   0.978274763F,   0.989192128F,    0.994734049F,    0.998210013F,     0.99961406F,
     0.999920726F,   0.999984324F,   0.99999702F,     0.999999464F,    0.999999881F,     1.0F,
     0.0F,           2.1351696e-05F, 0.000190496969F, 0.000367781002F, -0.000792446081F, -0.00612644339F,
     -0.0187617298F, -0.0401603729F},
    {1.37163198F,    1.55599499F,     1.60311258F,    1.50815213F,     1.32029462F,     1.09513235F,
     0.872700155F,   0.674843848F,    0.44355619F,    0.237424076F,    0.121430345F,    0.060035523F,
     0.0288961194F,  0.0136045525F,   0.00628695451F, 0.00285926694F,  0.00088349689F,  0.000169786726F,
     3.1458414e-05F, 5.65830805e-06F, 9.930327e-07F,  1.70695245e-07F, 2.88962898e-08F, 4.76183581e-09F,
     0.999999762F,   0.999386907F,    0.996708393F,   0.99468112F,     1.00365305F,     1.03741384F,
     1.10450113F,    1.20219493F},
    {-0.624110937F,    -0.848507762F,    -0.897831023F,    -0.817396581F,    -0.676682234F,
     -0.52641207F,     -0.392700315F,    -0.284543097F,    -0.170393422F,    -0.0812834576F,
     -0.0374370031F,   -0.0168218296F,   -0.00741709583F,  -0.00322077773F,  -0.00138085324F,
     -0.000585609931F, -0.000164245823F, -2.8104645e-05F,  -4.69227234e-06F, -7.67951747e-07F,
     -1.23629761e-07F, -1.96269383e-08F, -3.08686032e-09F, -4.74749684e-10F, 6.40065409e-05F,
     0.00697928201F,   0.0230907165F,    0.031795904F,     0.00572680775F,   -0.0745591223F,
     -0.208323553F,    -0.375755459F},
    {0.0940212384F,   0.215644613F,    0.238583788F,    0.208277449F,    0.161394641F,    0.116793565F,
     0.0810511112F,   0.0547626913F,   0.0297051985F,   0.0125668328F,   0.00519474363F,  0.00211633602F,
     0.000853301492F, 0.000341290055F, 0.00013560745F,  5.35831241e-05F, 1.36230101e-05F, 2.0738446e-06F,
     3.11813835e-07F, 4.64149963e-08F, 6.85200163e-09F, 1.00440534e-09F, 1.46734055e-10F, 2.10582957e-11F,
     -0.335898995F,   -0.372898847F,   -0.416535079F,   -0.433168709F,   -0.399432123F,   -0.314408094F,
     -0.195700601F,   -0.0680313483F},
    {0.00362841273F,   -0.0211380161F,   -0.0251373127F,   -0.0208514445F,   -0.0149891367F,
     -0.0100217657F,   -0.00643705018F,  -0.00403992971F,  -0.00197569514F,  -0.000738379196F,
     -0.000273210113F, -0.000100722158F, -3.70825692e-05F, -1.36458348e-05F, -5.02055263e-06F,
     -1.84703003e-06F, -4.25168651e-07F, -5.75405892e-08F, -7.78728193e-09F, -1.05389419e-09F,
     -1.42626855e-10F, -1.93000164e-11F, -2.61854514e-12F, -3.50617105e-13F, 0.0329932272F,
     0.112873696F,     0.157763898F,     0.169694975F,     0.153285787F,     0.119452335F,
     0.0798911676F,    0.0433463976F}};

template <Precision kPrecision>
HWY_INLINE Vec tanh_by_pieces(Lane d, Vec x) {
  constexpr bool kIsTight = kPrecision == Precision::kTight;
  constexpr int kDegree = kIsTight ? 4 : 2;
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
