// How our safetensors files say what they are: `format` and `format_version` in the metadata.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "resketch/error.h"

namespace resketch {

using Metadata = std::map<std::string, std::string>;

struct FileFormat {
  std::string_view name;    ///< value of `format`
  std::string_view called;  ///< in messages: "this model is of format 2"
  int version = 1;          ///< the newest that is read, the one that is written
};

Metadata format_metadata(const FileFormat& format);

/// The version of the file that `metadata` is of. @errors kBadInput if it is something else; kUnsupported if
/// its version is newer than `format.version`
Result<int> check_format(const Metadata& metadata, const FileFormat& format);

/// Checks that `metadata` has `keys` besides the format's own two, and no others. @errors kBadInput
Result<void> check_keys(const Metadata& metadata, std::initializer_list<std::string_view> keys);

}  // namespace resketch
