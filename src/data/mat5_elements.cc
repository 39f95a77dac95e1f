#include "data/mat5_elements.h"

#include "data/input_errors.h"

namespace resketch {

Result<MatElement> next_mat_element(ByteCursor& cursor) {
  const std::size_t at = cursor.position();
  const auto type = cursor.read<std::uint32_t>();
  const auto size = cursor.read<std::uint32_t>();
  if (!type || !size) return bad_input(at_byte(at), "expected an element of at least 8 bytes, found the end");

  // A small element keeps its size in the upper half of the type and its data where others have their size.
  if (const std::uint32_t small_size = *type >> 16; small_size != 0) {
    if (small_size > 4)
      return bad_input(at_byte(at), fmt::format("a small element of {} bytes; at most 4 fit", small_size));
    ByteCursor inside = cursor;
    inside.rewind(4);
    return MatElement{static_cast<MatType>(*type & 0xFFFF), *inside.take(small_size), at + 4};
  }
  const std::size_t data_at = cursor.position();
  const auto data = cursor.take(*size);
  if (!data) {
    return bad_input(at_byte(at),
                     fmt::format("an element of {} bytes, but only {} are left", *size, cursor.left()));
  }
  // Compressed elements are not padded; the padding of the last one may be missing.
  if (static_cast<MatType>(*type) != MatType::kCompressed) {
    cursor.take(std::min<std::size_t>((8 - *size % 8) % 8, cursor.left()));
  }
  return MatElement{static_cast<MatType>(*type), *data, data_at};
}

std::optional<Scalar> scalar_of(MatType type) {
  switch (type) {
    case MatType::kInt8:
      return Scalar::kI8;
    case MatType::kUint8:
      return Scalar::kU8;
    case MatType::kInt16:
      return Scalar::kI16;
    case MatType::kUint16:
      return Scalar::kU16;
    case MatType::kInt32:
      return Scalar::kI32;
    case MatType::kUint32:
      return Scalar::kU32;
    case MatType::kSingle:
      return Scalar::kF32;
    case MatType::kDouble:
      return Scalar::kF64;
    case MatType::kInt64:
      return Scalar::kI64;
    case MatType::kUint64:
      return Scalar::kU64;
    default:
      return std::nullopt;
  }
}

}  // namespace resketch
