// libFuzzer on the .npz reader.
#include "memory_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resketch::fuzzing::check_reader(data, size, true, resketch::parse_npz);
  return 0;
}
