#include "kernels/adam.h"

#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/adam.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

namespace {

/// As many whole vectors of `d` as there are from `n` to `count`; leaves `n` behind them.
template <typename D>
HWY_INLINE void update_vectors(D d, const AdamStep& adam, size_t count, size_t& n,
                               const float* HWY_RESTRICT gradients, float* HWY_RESTRICT parameters,
                               float* HWY_RESTRICT m, float* HWY_RESTRICT v) {
  const double step = static_cast<double>(adam.step);
  const auto set = [&](double x) { return hn::Set(d, static_cast<float>(x)); };
  const auto beta1 = set(adam.beta1);
  const auto beta2 = set(adam.beta2);
  const auto rest1 = set(1 - adam.beta1);
  const auto rest2 = set(1 - adam.beta2);
  const auto rate = set(adam.rate / (1 - std::pow(adam.beta1, step)));
  const auto root_correction = set(1 / std::sqrt(1 - std::pow(adam.beta2, step)));
  const auto epsilon = set(adam.epsilon);
  for (; n + hn::Lanes(d) <= count; n += hn::Lanes(d)) {
    const auto g = hn::Load(d, gradients + n);
    const auto m_now = hn::MulAdd(beta1, hn::Load(d, m + n), hn::Mul(rest1, g));
    const auto v_now = hn::MulAdd(beta2, hn::Load(d, v + n), hn::Mul(rest2, hn::Mul(g, g)));
    hn::Store(m_now, d, m + n);
    hn::Store(v_now, d, v + n);
    const auto root = hn::MulAdd(hn::Sqrt(v_now), root_correction, epsilon);
    hn::Store(hn::NegMulAdd(rate, hn::Div(m_now, root), hn::Load(d, parameters + n)), d, parameters + n);
  }
}

}  // namespace

void update(const AdamStep& adam, size_t count, const float* gradients, float* parameters, float* m,
            float* v) {
  size_t n = 0;
  update_vectors(hn::ScalableTag<float>(), adam, count, n, gradients, parameters, m, v);
  if (n < count) update_vectors(hn::CappedTag<float, 1>(), adam, count, n, gradients, parameters, m, v);
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(update);

void adam_update(const AdamStep& adam, std::size_t count, const float* gradients, float* parameters, float* m,
                 float* v) {
  HWY_DYNAMIC_DISPATCH(update)(adam, count, gradients, parameters, m, v);
}

}  // namespace resketch
#endif
