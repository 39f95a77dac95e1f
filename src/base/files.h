// The one seam to the file system: whole-file reads with a cap, and writes that never leave half a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "resketch/error.h"

namespace resketch {

using Bytes = std::vector<std::byte>;

/// Reads a whole regular file. @errors kNotFound, kIo, kBadInput if it is a folder or larger than `max_bytes`
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

/// Writes a temporary sibling, fsyncs it, renames it over `path` and fsyncs the folder. On failure `path`
/// is as it was and the sibling is gone. @errors kIo with the operating system's reason, kNotFound if the
/// folder is missing
Result<void> write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view text);

/// Checks that `path` can be written before long work starts: its folder exists and takes a new file.
Result<void> check_writable(const std::filesystem::path& path);

}  // namespace resketch
