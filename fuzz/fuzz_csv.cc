// libFuzzer on the .csv reader.
#include "memory_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resketch::fuzzing::check_reader(data, size, false, resketch::parse_csv);
  return 0;
}
