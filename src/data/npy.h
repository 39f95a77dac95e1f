// One NumPy array as it lies in an .npy file.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "data/bytes.h"
#include "data/scalars.h"
#include "resketch/error.h"

namespace resketch {

/// An array whose data was held against its shape. Views into the file's bytes.
struct NpyArray {
  enum class Content { kNumbers, kBytes, kUnicode };

  Content content = Content::kNumbers;
  Scalar type = Scalar::kF64;    ///< of numbers
  std::uint64_t item_bytes = 0;  ///< of one element; of strings, their fixed width
  std::endian order = std::endian::little;
  bool fortran_order = false;  ///< first dimension fastest, instead of the last
  std::string dtype;           ///< as written in the file, for messages
  std::vector<std::uint64_t> shape;
  std::uint64_t count = 0;  ///< product of shape
  ByteSpan data;            ///< count * item_bytes

  bool is_integer() const {
    return content == Content::kNumbers && type != Scalar::kF32 && type != Scalar::kF64;
  }
  /// "[3, 4]", for messages.
  std::string shape_text() const;
};

/// Numbers f4 f8 i1..i8 u1..u8 b1 and strings S and U, of either byte order; format versions 1 to 3.
/// @errors kBadInput with the byte, kUnsupported naming the dtype
Result<NpyArray> parse_npy_array(ByteSpan file);

/// The elements in C order (last dimension fastest). Expects numbers of at most 3 dimensions.
std::vector<float> npy_floats(const NpyArray& array);

/// The elements of a one-dimensional array as text: integers in decimal, strings as UTF-8.
/// @errors kBadInput with the item whose string is not valid text, kUnsupported for floating point
Result<std::vector<std::string>> npy_texts(const NpyArray& array);

}  // namespace resketch
