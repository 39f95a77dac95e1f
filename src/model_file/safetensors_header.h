// The JSON header of a safetensors file, read without trusting it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "model_file/safetensors.h"

namespace resketch {

/// What the header says of one tensor; nothing of it is checked against the file.
struct TensorEntry {
  std::string dtype;
  TensorShape shape;
  std::uint64_t begin = 0;  ///< in the data, which starts after the header
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;
  std::map<std::string, TensorEntry> tensors;
  std::uint64_t data_begin = 0;  ///< in the file
};

/// Checks the length, the JSON syntax and the types of all values; no key may appear twice or be unknown.
/// @errors kBadInput with the byte or tensor name
Result<SafetensorsHeader> read_header(std::span<const std::byte> file);

}  // namespace resketch
