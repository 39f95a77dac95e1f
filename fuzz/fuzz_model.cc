// libFuzzer on the model file: whatever is accepted must be sound and must come back from its own bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "model_file/checkpoint.h"
#include "model_file/model_file.h"
#include "model_file/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto model = resketch::parse_model(bytes)) {
    const auto written = resketch::serialise_model(*model);
    if (!written) std::abort();
    const auto again = resketch::parse_model(*written);
    if (!again || *resketch::serialise_model(*again) != *written) std::abort();
  }
  if (const auto file = resketch::read_safetensors(bytes)) {
    const auto written = resketch::write_safetensors(*file);
    if (!written || *resketch::read_safetensors(*written) != *file) std::abort();
  }
  static_cast<void>(resketch::parse_checkpoint(bytes, "{}"));
  return 0;
}
