// A folder that is gone when its owner is.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "resketch/error.h"

namespace resketch::bench {

class TemporaryFolder {
 public:
  /// @errors throws Error if none can be made
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "resketch-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw Error(ErrorCode::kIo, "cannot make a temporary folder", std::move(name));
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace resketch::bench
