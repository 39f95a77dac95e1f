// The safetensors format: named arrays and text in one file that needs no code to be read safely.
//
// 8 bytes of header length (little-endian), a JSON header padded with spaces, the arrays' bytes.
// docs/formats.md tells it byte by byte; the format's own home is https://github.com/huggingface/safetensors.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/files.h"
#include "resketch/error.h"

namespace resketch {

static_assert(std::endian::native == std::endian::little,
              "tensor bytes are little-endian and copied as they are");

enum class DType : std::uint8_t { kF32, kF64, kU8, kI32, kI64, kU64 };

/// "F32", as the header spells it.
std::string_view to_string(DType dtype);
/// Bytes of one element.
std::size_t size_of(DType dtype);

using TensorShape = std::vector<std::uint64_t>;

/// "[4, 10]", for messages.
std::string to_string(const TensorShape& shape);

struct Tensor {
  DType dtype = DType::kF32;
  TensorShape shape;  ///< row-major; empty for a single number
  Bytes data;         ///< product of `shape` elements, little-endian
  bool operator==(const Tensor&) const = default;
};

using TensorMap = std::map<std::string, Tensor>;

struct TensorFile {
  std::map<std::string, std::string> metadata;  ///< `__metadata__`
  TensorMap tensors;
  bool operator==(const TensorFile&) const = default;
};

/// What the reader accepts. The header cap is that of the format's reference reader.
inline constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
inline constexpr std::size_t kMaxTensorRank = 8;

/// Reads the metadata alone: checks the header's JSON but not where tensors lie or what types they have, so
/// that a newer file can be recognised before its content is refused.
/// @errors as read_safetensors
Result<std::map<std::string, std::string>> read_metadata(std::span<const std::byte> file);

/// Reads and checks a whole file that may come from anyone. Memory stays below ten times the file's size.
/// @errors kBadInput with byte or tensor name and what was found and expected; kUnsupported for an element
///         type that is none of DType
Result<TensorFile> read_safetensors(std::span<const std::byte> file);

/// Writes larger element types first, then by name: every tensor is aligned to its element in a mapped file
/// (as the reference writer has it) and equal content gives equal bytes.
/// @errors kBadInput if a name or metadata text is not UTF-8, a name is `__metadata__`, or data does not fit
/// its shape
Result<Bytes> write_safetensors(const TensorFile& file);

/// Elements of a shape. @errors kBadInput if they cannot be counted in 64 bits; names no tensor
Result<std::uint64_t> element_count(const TensorShape& shape);

template <typename T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, float>)
    return DType::kF32;
  else if constexpr (std::is_same_v<T, double>)
    return DType::kF64;
  else if constexpr (std::is_same_v<T, std::uint8_t>)
    return DType::kU8;
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return DType::kI32;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return DType::kI64;
  else {
    static_assert(std::is_same_v<T, std::uint64_t>, "no safetensors type for T");
    return DType::kU64;
  }
}

/// A tensor of `values`, whose number is the product of `shape`.
template <typename T>
Tensor make_tensor(std::span<const T> values, TensorShape shape) {
  const auto bytes = std::as_bytes(values);
  return {dtype_of<T>(), std::move(shape), Bytes(bytes.begin(), bytes.end())};
}

/// Checks that `tensors` has `name` with this type and shape. @errors kBadInput naming found and expected
Result<void> check_tensor(const TensorMap& tensors, const std::string& name, DType dtype,
                          const TensorShape& shape);

/// Takes a tensor out of `tensors` and appends its values to `out`, a vector of any allocator.
/// @errors kBadInput if it is missing or of another type or shape; nothing is allocated then
template <typename Vector>
Result<void> take_tensor(TensorMap& tensors, const std::string& name, const TensorShape& shape, Vector& out) {
  using T = typename Vector::value_type;
  if (auto fits = check_tensor(tensors, name, dtype_of<T>(), shape); !fits) return fits;
  const auto node = tensors.extract(name);
  const Bytes& data = node.mapped().data;
  const std::size_t before = out.size();
  out.resize(before + data.size() / sizeof(T));
  if (!data.empty()) std::memcpy(out.data() + before, data.data(), data.size());
  return {};
}

}  // namespace resketch
