// Values as bytes for other processes of the same program: what comes back is trusted, not checked.
#pragma once

#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace resketch {

template <typename T>
concept Plain = std::is_trivially_copyable_v<T>;

/// For a struct that is not plain: `template <typename Archive, MaybeConst<It> T> void visit(Archive&, T&
/// it)` in its namespace calls the archive with all it holds, whether it is being packed or unpacked. Taken
/// apart by a structured binding there, it does not compile when a field is added and forgotten.
template <typename T, typename S>
concept MaybeConst = std::same_as<std::remove_const_t<T>, S>;

/// Appends what it is called with.
class Packer {
 public:
  template <typename... Ts>
  void operator()(const Ts&... values) {
    (put(values), ...);
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  template <typename T>
  void put(const T& value) {
    if constexpr (Plain<T>) {
      append(std::as_bytes(std::span(&value, 1)));
    } else {
      visit(*this, value);
    }
  }
  void put(const std::string& text) {
    put(static_cast<std::uint64_t>(text.size()));
    append(std::as_bytes(std::span(text)));
  }
  template <typename T>
  void put(const std::vector<T>& values) {
    put(static_cast<std::uint64_t>(values.size()));
    if constexpr (Plain<T>) {
      append(std::as_bytes(std::span(values)));
    } else {
      for (const T& value : values) put(value);
    }
  }
  template <typename T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  void append(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  std::vector<std::byte> bytes_;
};

/// Takes out what a Packer was called with, in the same order.
class Unpacker {
 public:
  explicit Unpacker(std::span<const std::byte> bytes) : left_(bytes) {}

  template <typename... Ts>
  void operator()(Ts&... values) {
    (get(values), ...);
  }

 private:
  template <typename T>
  void get(T& value) {
    if constexpr (Plain<T>) {
      copy(&value, sizeof value);
    } else {
      visit(*this, value);
    }
  }
  void get(std::string& text) {
    text.resize(count());
    copy(text.data(), text.size());
  }
  template <typename T>
  void get(std::vector<T>& values) {
    values.resize(count());
    if constexpr (Plain<T>) {
      copy(values.data(), values.size() * sizeof(T));
    } else {
      for (T& value : values) get(value);
    }
  }
  template <typename T>
  void get(std::optional<T>& value) {
    bool is_there = false;
    get(is_there);
    value.reset();
    if (is_there) get(value.emplace());
  }
  std::size_t count() {
    std::uint64_t size = 0;
    get(size);
    return size;
  }
  void copy(void* to, std::size_t size) {
    assert(size <= left_.size());
    if (size > 0) std::memcpy(to, left_.data(), size);
    left_ = left_.subspan(size);
  }

  std::span<const std::byte> left_;
};

}  // namespace resketch
