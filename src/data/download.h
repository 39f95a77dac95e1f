// One file from the network, by libcurl: resumed where a broken download left it, checked before it is used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/files.h"
#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

/// What is known of a file that is to be downloaded.
struct ExpectedFile {
  std::uint64_t bytes = 0;  ///< 0: not known
  std::string_view sha256;  ///< hex; empty: not known
};

struct DownloadOptions {
  int attempts = 3;          ///< connections that may break off before the download is given up
  long stall_seconds = 30;   ///< without a byte, until a connection counts as broken
  ProgressFn progress = {};  ///< done and total in bytes of this file; total 0 where it is not known
};

/// Downloads `url` to `part` and returns its bytes. A `part` that exists is continued with a range request;
/// where the server ignores ranges it begins anew. `part` is left for a later call if the connection breaks
/// off or progress says stop, and removed if it fails the check; the caller removes it when the bytes are
/// safe.
/// @errors kFailed with address and reason (refused, not found, broken off, wrong size or SHA-256), kIo if
///         `part` cannot be written, kCancelled
Result<Bytes> download(const std::string& url, const std::filesystem::path& part,
                       const ExpectedFile& expected, const DownloadOptions& options = {});

}  // namespace resketch
