// Inflating with a bound, so that a small file cannot fill the memory.
#pragma once

#include <cstdint>

#include "base/files.h"
#include "data/bytes.h"
#include "resketch/error.h"

namespace resketch {

/// No file, compressed or not, is read beyond this.
inline constexpr std::uint64_t kMaxFileBytes = std::uint64_t{2} << 30;

/// The most that `compressed_bytes` may inflate to: 256 times as much, but 64 MiB for any file and never
/// more than kMaxFileBytes. Deflate can reach 1032 : 1 on zeros alone; images and series stay below 50 : 1.
std::uint64_t max_inflated(std::uint64_t compressed_bytes);

/// What surrounds the deflate stream.
enum class Framing {
  kRaw,   ///< nothing: members of a zip
  kZlib,  ///< RFC 1950: elements of a .mat
  kGzip,  ///< RFC 1952: files; may be several streams one after the other
};

/// Inflates all of `compressed`; its streams must end where it ends. Memory grows with what comes out and
/// never beyond twice `limit`, whatever sizes the file claims.
/// @errors kBadInput with the byte reached: damaged, cut short, followed by other bytes, or beyond `limit`
Result<Bytes> inflate_all(ByteSpan compressed, Framing framing, std::uint64_t limit);

bool is_gzip(ByteSpan bytes);

/// Reads a whole file, inflated if it is gzip. @errors as read_file and inflate_all, with the file's name
Result<Bytes> read_file_inflated(const std::filesystem::path& path);

}  // namespace resketch
