#include "kernels/noise.h"

#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/noise.cc"
// clang-format off
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>  // must come after it
// clang-format on

#include "kernels/isa.h"

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using U32 = hn::CappedTag<uint32_t, kMostModuleLanes>;
using F32 = hn::CappedTag<float, kMostModuleLanes>;
using Bits = hn::Vec<U32>;

/// The high half of a * b, from products of 16-bit halves: not every target multiplies all lanes to 64 bits.
HWY_INLINE Bits multiply_high(U32 u, Bits a, uint32_t b) {
  const Bits low = hn::Set(u, 0xFFFFU);
  const Bits b_low = hn::Set(u, b & 0xFFFFU);
  const Bits b_high = hn::Set(u, b >> 16);
  const Bits a_low = hn::And(a, low);
  const Bits a_high = hn::ShiftRight<16>(a);
  const Bits first = hn::Mul(a_low, b_low);
  const Bits second = hn::Add(hn::Mul(a_high, b_low), hn::ShiftRight<16>(first));
  const Bits third = hn::Add(hn::Mul(a_low, b_high), hn::And(second, low));
  return hn::Add(hn::Add(hn::Mul(a_high, b_high), hn::ShiftRight<16>(second)), hn::ShiftRight<16>(third));
}

/// Philox4x32-10, as philox4x32() in base/random.h, over lanes.
HWY_INLINE void philox(U32 u, Bits (&counter)[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; ++round) {
    const Bits a_high = multiply_high(u, counter[0], 0xD2511F53U);
    const Bits a_low = hn::Mul(counter[0], hn::Set(u, 0xD2511F53U));
    const Bits b_high = multiply_high(u, counter[2], 0xCD9E8D57U);
    const Bits b_low = hn::Mul(counter[2], hn::Set(u, 0xCD9E8D57U));
    counter[0] = hn::Xor(hn::Xor(b_high, counter[1]), hn::Set(u, key0));
    counter[1] = b_low;
    counter[2] = hn::Xor(hn::Xor(a_high, counter[3]), hn::Set(u, key1));
    counter[3] = a_low;
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
}

}  // namespace

void add_noise(uint64_t seed, uint32_t purpose, uint32_t step, const uint32_t* modules, float sd,
               size_t count, float* values) {
  const U32 u;
  const F32 d;
  const hn::RebindToSigned<U32> i;
  const size_t L = hn::Lanes(d);
  const Bits module = hn::LoadU(u, modules);
  const auto uniform = [&](Bits bits) {
    return hn::Mul(hn::ConvertTo(d, hn::BitCast(i, hn::ShiftRight<8>(bits))), hn::Set(d, 0x1p-24F));
  };
  for (size_t n = 0; n < count; n += 4) {
    Bits bits[4] = {hn::Set(u, static_cast<uint32_t>(n / 4)), hn::Set(u, step), module, hn::Set(u, purpose)};
    philox(u, bits, static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32));
    for (int pair = 0; pair < 2; ++pair) {
      const size_t first = n + 2 * pair;
      if (first >= count) break;
      const auto positive = hn::Sub(hn::Set(d, 1.0F), uniform(bits[2 * pair]));
      const auto radius = hn::Mul(hn::Set(d, sd), hn::Sqrt(hn::Mul(hn::Set(d, -2.0F), hn::Log(d, positive))));
      const auto angle = hn::Mul(hn::Set(d, 2.0F * std::numbers::pi_v<float>), uniform(bits[2 * pair + 1]));
      float* at = values + first * L;
      hn::Store(hn::MulAdd(radius, hn::Cos(d, angle), hn::Load(d, at)), d, at);
      if (first + 1 < count) hn::Store(hn::MulAdd(radius, hn::Sin(d, angle), hn::Load(d, at + L)), d, at + L);
    }
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(add_noise);

void add_normal_noise(std::uint64_t seed, std::uint32_t purpose, std::uint32_t step,
                      const std::uint32_t* modules, float sd, std::size_t count, float* values) {
  HWY_DYNAMIC_DISPATCH(add_noise)(seed, purpose, step, modules, sd, count, values);
}

}  // namespace resketch
#endif
