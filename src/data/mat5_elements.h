// Data elements of MATLAB 5 files: a tag with type and size, the data, padding to 8 bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "data/bytes.h"
#include "data/scalars.h"
#include "resketch/error.h"

namespace resketch {

enum class MatType : std::uint32_t {
  kInt8 = 1,
  kUint8 = 2,
  kInt16 = 3,
  kUint16 = 4,
  kInt32 = 5,
  kUint32 = 6,
  kSingle = 7,
  kDouble = 9,
  kInt64 = 12,
  kUint64 = 13,
  kMatrix = 14,
  kCompressed = 15,
  kUtf8 = 16,
  kUtf16 = 17,
};

struct MatElement {
  MatType type;
  ByteSpan data;
  std::size_t data_at;  ///< where data begins, in the cursor's bytes
};

/// Takes the element at the cursor, which must lie inside its bytes with its padding.
/// @errors kBadInput with the byte
Result<MatElement> next_mat_element(ByteCursor& cursor);

/// How numbers of this type are stored; nothing if it holds no numbers.
std::optional<Scalar> scalar_of(MatType type);

}  // namespace resketch
