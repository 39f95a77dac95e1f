// Files by their suffix, the counterpart of read_file.cc.
#include <filesystem>

#include "base/files.h"
#include "data/text.h"
#include "data/writers.h"

namespace resketch {
namespace {

Result<std::string> bytes_of(const Dataset& data, const std::string& suffix) {
  if (suffix == ".csv") return csv_of(data);
  if (suffix == ".npy") return npy_of(data);
  if (suffix == ".npz") return npz_of(data);
  return Error(ErrorCode::kUsage, "found the suffix '" + suffix + "', expected .csv, .npy or .npz");
}

}  // namespace

Result<void> save_dataset(const Dataset& data, const std::string& path) {
  if (data.size() == 0) return Error(ErrorCode::kBadInput, "there are no items to write", path);
  const auto bytes = bytes_of(data, lower_case(std::filesystem::path(path).extension().string()));
  if (!bytes) return bytes.error().in_file(path);
  return write_file_atomically(path, std::string_view(*bytes));
}

}  // namespace resketch
