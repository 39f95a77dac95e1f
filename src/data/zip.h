// Members of a zip archive, as far as .npz needs them: stored or deflated, no zip64, no encryption.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "data/bytes.h"
#include "resketch/error.h"

namespace resketch {

struct ZipMember {
  std::string_view name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
  std::uint32_t crc = 0;
  std::uint32_t compressed_bytes = 0;
  std::uint32_t inflated_bytes = 0;
  std::uint32_t header_at = 0;  ///< of its local header
};

/// Views into the file's bytes. The central directory is what counts; local headers only say where data
/// begins.
struct ZipArchive {
  ByteSpan file;
  std::uint64_t directory_at = 0;
  std::vector<ZipMember> members;
};

/// @errors kBadInput with the byte, kUnsupported for zip64 and archives of several volumes
Result<ZipArchive> open_zip(ByteSpan file);

/// Inflates a member and checks its size and CRC.
/// @errors kBadInput with the member's name, kUnsupported for encryption and other methods
Result<Bytes> read_zip_member(const ZipArchive& archive, const ZipMember& member);

}  // namespace resketch
