#include "kernels/key_distance.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/key_distance.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

void distances(const float* HWY_RESTRICT keys, const float* HWY_RESTRICT key, size_t dims, size_t count,
               float* HWY_RESTRICT out) {
  const hn::CappedTag<float, 8> d;
  const size_t L = hn::Lanes(d);
  for (size_t n = 0; n < count; ++n, keys += dims) {
    auto even = hn::Zero(d);
    auto odd = hn::Zero(d);
    for (size_t i = 0; i < dims; i += 2 * L) {
      const auto a = hn::Sub(hn::Load(d, keys + i), hn::Load(d, key + i));
      const auto b = hn::Sub(hn::Load(d, keys + i + L), hn::Load(d, key + i + L));
      even = hn::MulAdd(a, a, even);
      odd = hn::MulAdd(b, b, odd);
    }
    out[n] = hn::GetLane(hn::SumOfLanes(d, hn::Add(even, odd)));
  }
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(distances);

void key_distances(const float* keys, std::span<const float> key, std::span<float> out) {
  HWY_DYNAMIC_DISPATCH(distances)(keys, key.data(), key.size(), out.size(), out.data());
}

}  // namespace resketch
#endif
