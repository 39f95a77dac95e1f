// A pause in training as a safetensors file: any named arrays, and the options that they belong to.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "model_file/safetensors.h"
#include "resketch/error.h"

namespace resketch {

inline constexpr int kCheckpointFormatVersion = 1;

/// Arrays are kept bit by bit and may hold anything, NaN too.
/// Fill with make_tensor, empty with take_tensor (safetensors.h).
struct Checkpoint {
  std::string
      options_json;  ///< a JSON object: all that must be equal for training to continue to the same bits
  TensorMap tensors;
};

/// Replaces `path` atomically: whoever is killed while writing leaves the checkpoint before.
/// @errors kIo, kNotFound; kBadInput if `options_json` is not a JSON object or a tensor's data does not fit
/// its shape
Result<void> save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// Reads a checkpoint that was saved with the same options (as JSON values: order and spaces do not matter).
/// @errors kNotFound, kBadInput with position, kUnsupported (newer version); kUsage if options differ, naming
///         each with both values: "training.steps is 20000 there and 40000 here"
Result<Checkpoint> load_checkpoint(const std::filesystem::path& path, std::string_view expected_options_json);

/// The same from bytes.
Result<Bytes> serialise_checkpoint(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::span<const std::byte> bytes, std::string_view expected_options_json);

}  // namespace resketch
