// The number types that array formats (IDX, npy, MAT) share, and their conversion to float.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "data/bytes.h"

namespace resketch {

enum class Scalar { kBool, kI8, kU8, kI16, kU16, kI32, kU32, kI64, kU64, kF32, kF64 };

std::size_t size_of(Scalar type);

/// Calls `visit(T{})` with the C++ type of `type`; kBool is a std::uint8_t.
template <typename Visitor>
auto visit_scalar(Scalar type, Visitor&& visit) {
  switch (type) {
    case Scalar::kI8:
      return visit(std::int8_t{});
    case Scalar::kI16:
      return visit(std::int16_t{});
    case Scalar::kU16:
      return visit(std::uint16_t{});
    case Scalar::kI32:
      return visit(std::int32_t{});
    case Scalar::kU32:
      return visit(std::uint32_t{});
    case Scalar::kI64:
      return visit(std::int64_t{});
    case Scalar::kU64:
      return visit(std::uint64_t{});
    case Scalar::kF32:
      return visit(float{});
    case Scalar::kF64:
      return visit(double{});
    default:
      return visit(std::uint8_t{});
  }
}

/// Converts `to.size()` numbers stored one after the other at the start of `from`, which has that many.
/// A double beyond float's range becomes infinite; finish_dataset refuses it.
void load_floats(ByteSpan from, Scalar type, std::endian order, std::span<float> to);

}  // namespace resketch
