// SHA-256 (OpenSSL's), for fingerprints and downloads.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace resketch {

/// Takes bytes in pieces; `hex()` ends it.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::span<const std::byte> bytes);
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace resketch
