// libFuzzer on the IDX reader. The first two bytes say where the images end and the labels begin; an end
// beyond the input means that there are no labels.
#include "memory_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t end = data[0] + std::size_t{256} * data[1];
  resketch::fuzzing::check_reader(data + 2, size - 2, false, [end](resketch::ByteSpan bytes) {
    if (end > bytes.size()) return resketch::parse_idx(bytes);
    return resketch::parse_idx(bytes.first(end), bytes.subspan(end));
  });
  return 0;
}
