#include "data/scalars.h"

namespace resketch {

std::size_t size_of(Scalar type) {
  return visit_scalar(type, [](auto zero) { return sizeof(zero); });
}

void load_floats(ByteSpan from, Scalar type, std::endian order, std::span<float> to) {
  visit_scalar(type, [&](auto zero) {
    using T = decltype(zero);
    const std::byte* at = from.data();
    for (float& value : to) {
      const T stored = load_scalar<T>(at, order);
      value = type == Scalar::kBool ? static_cast<float>(stored != T{}) : static_cast<float>(stored);
      at += sizeof(T);
    }
  });
}

}  // namespace resketch
