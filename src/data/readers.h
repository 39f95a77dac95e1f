// Readers of the file formats that sequences and images are published in.
//
// Files are hostile until checked. Every reader refuses, with a place and a sentence, what its format does
// not promise; no number found in a file is used for an allocation before it was held against the bytes that
// are there. All pass finish_dataset: at least one item, at least one step each, finite values, used label
// names.
//
// Memory: a reader allocates at most memory_bound(size of the file, compressed or not), in all at any one
// time. The factor comes from the smallest items that formats allow (a one-byte sequence needs its 4-byte
// value, its place and its label; a distinct three-byte label becomes a string in a sorted index) and from
// vectors that double as they grow. Usual files need 2 to 10 times their inflated size. The fuzz targets hold
// readers to it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>

#include "data/bytes.h"
#include "data/gzip.h"
#include "resketch/dataset.h"
#include "resketch/error.h"

namespace resketch {

inline constexpr std::uint64_t kMemoryFactor = 64;

/// Bytes that reading `file_bytes` may hold at a time. Deflate cannot pass 1032 : 1, so small compressed
/// files are bounded by that before max_inflated bounds them.
inline std::uint64_t memory_bound(std::uint64_t file_bytes, bool compressed) {
  constexpr std::uint64_t kDeflateRatio = 1032;
  constexpr std::uint64_t kFixed = std::uint64_t{1} << 20;
  const std::uint64_t bytes =
      compressed ? std::min(kDeflateRatio * file_bytes, max_inflated(file_bytes)) : file_bytes;
  return kMemoryFactor * bytes + kFixed;
}

// Files. All may be gzip-compressed as a whole; the data set's name is the file's.
// @errors kNotFound, kIo, and what parsing finds, with the file's name.

/// MATLAB 5 with the variables of UCI Character Trajectories.
Result<Dataset> read_mat(const std::filesystem::path& path);
/// IDX images; their labels are taken from the file beside it that has labels-idx1 (labels.idx1) where this
/// one has images-idx3 (images.idx3), with or without .gz; unlabelled if there is none.
Result<Dataset> read_idx(const std::filesystem::path& images_path);
/// One npy array [N, T, D] or [N, T], unlabelled.
Result<Dataset> read_npy(const std::filesystem::path& path);
/// npz with X, and y and lengths where there are any.
Result<Dataset> read_npz(const std::filesystem::path& path);
/// .ts of the UCR/UEA archive (aeon, sktime).
Result<Dataset> read_ts(const std::filesystem::path& path);
/// CSV in long form: a row is one step of one item.
Result<Dataset> read_csv(const std::filesystem::path& path);

/// Chooses the reader by what the file begins with, and by its extension where text tells nothing.
/// @errors kUnsupported listing the known formats
Result<Dataset> read_file_of_any_format(const std::filesystem::path& path);

// Contents, not compressed as a whole. What each format may hold is told where it is parsed.

Result<Dataset> parse_mat(ByteSpan file);
Result<Dataset> parse_idx(ByteSpan images, std::optional<ByteSpan> labels = std::nullopt);
Result<Dataset> parse_npy(ByteSpan file);
Result<Dataset> parse_npz(ByteSpan file);
Result<Dataset> parse_ts(ByteSpan file);
Result<Dataset> parse_csv(ByteSpan file);

}  // namespace resketch
