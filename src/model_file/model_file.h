// The model file as bytes: what save_model writes and load_model reads (docs/formats.md tells it byte by
// byte).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/files.h"
#include "resketch/error.h"
#include "resketch/model.h"

namespace resketch {

/// The newest version that this program writes and reads. Any new key or tensor makes a new version, so that
/// an older program says that it is too old instead of leaving something out.
inline constexpr int kModelFormatVersion = 2;

/// Largest sizes that a model file may claim. Far above what is useful, far below what overflows.
struct ModelLimits {
  static constexpr std::uint64_t kFileBytes = 4ULL << 30;
  static constexpr int kModules = 100'000;  ///< C; as the five digits of a module's tensor names
  static constexpr int kInputs = 100'000;   ///< K
  static constexpr int kHidden = 4'096;     ///< H
  static constexpr int kDims = 65'536;      ///< D, raw and drawn
  static constexpr int kSteps = 1'000'000;  ///< T
};

/// Reads and checks a model from bytes that may come from anyone.
/// @errors kBadInput with byte, tensor or key; kUnsupported for a newer version
Result<Model> parse_model(std::span<const std::byte> file);

/// Equal models give equal bytes; a module's tensor bytes do not depend on the other modules.
/// @errors those of check_model
Result<Bytes> serialise_model(const Model& model);

/// What every model must be before it is written: one module or more, sizes within ModelLimits, texts UTF-8,
/// every array of its shape's length, and sound content. @errors kBadInput naming the module, tensor or key
Result<void> check_model(const Model& model);

/// The part of it that a file's structure does not already promise: labels unique and not empty, T and D
/// equal over modules and preprocessing, every value finite. Arrays must have their shapes' lengths.
Result<void> check_content(const Model& model);

}  // namespace resketch
