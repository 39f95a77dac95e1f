// libFuzzer on the .mat reader.
#include "memory_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resketch::fuzzing::check_reader(data, size, true, resketch::parse_mat);
  return 0;
}
