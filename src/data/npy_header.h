// The header of an .npy file: a Python dict with three keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/error.h"

namespace resketch {

struct NpyHeader {
  std::string descr;
  bool fortran_order = false;
  std::vector<std::uint64_t> shape;
};

/// Parses "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }". `offset` is where `text` begins in
/// the file. @errors kBadInput with the byte; kUnsupported for structured dtypes
Result<NpyHeader> parse_npy_header(std::string_view text, std::uint64_t offset);

}  // namespace resketch
