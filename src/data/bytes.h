// Reading numbers out of untrusted bytes: a cursor that cannot leave its span, and loads of either byte
// order.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace resketch {

using ByteSpan = std::span<const std::byte>;

/// The T stored at `from`, which has at least sizeof(T) bytes, in byte order `order`.
template <typename T>
T load_scalar(const std::byte* from, std::endian order) {
  std::array<std::byte, sizeof(T)> bytes;
  std::memcpy(bytes.data(), from, sizeof(T));
  if (order != std::endian::native) std::reverse(bytes.begin(), bytes.end());
  return std::bit_cast<T>(bytes);
}

/// Walks a span; every read says whether the bytes were there.
class ByteCursor {
 public:
  explicit ByteCursor(ByteSpan bytes, std::endian order = std::endian::little)
      : bytes_(bytes), order_(order) {}

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }
  std::endian order() const { return order_; }

  std::optional<ByteSpan> take(std::uint64_t count) {
    if (count > left()) return std::nullopt;
    const ByteSpan taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }

  /// Goes back over `count` bytes that were taken.
  void rewind(std::size_t count) { position_ -= count; }

  template <typename T>
  std::optional<T> read() {
    const auto bytes = take(sizeof(T));
    if (!bytes) return std::nullopt;
    return load_scalar<T>(bytes->data(), order_);
  }

 private:
  ByteSpan bytes_;
  std::endian order_;
  std::size_t position_ = 0;
};

/// The product, or nothing where it does not fit.
inline std::optional<std::uint64_t> checked_product(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > std::numeric_limits<std::uint64_t>::max() / b) return std::nullopt;
  return a * b;
}

inline std::string_view as_text(ByteSpan bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline ByteSpan as_byte_span(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace resketch
