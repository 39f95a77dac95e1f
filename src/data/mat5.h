// The structure of MATLAB 5 files, as far as UCI Character Trajectories needs it: top-level variables,
// compressed or not, that are numeric matrices, strings, cells or structs.
//
// Written here instead of taken from libmatio because files are hostile until checked: a strict reader of
// this subset is smaller than a checker in front of a library, nothing in it recurses, and it is fuzzed.
// Source: "MAT-File Format", MathWorks, R2019b, chapter 1.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "data/bytes.h"
#include "resketch/error.h"

namespace resketch {

/// One array (miMATRIX): its header, and the bytes of what it holds.
struct MatArray {
  enum class Class : std::uint8_t { kCell = 1, kStruct = 2, kChar = 4, kNumbers = 6, kOther = 0 };

  Class kind = Class::kNumbers;
  std::vector<std::uint32_t> shape;
  std::uint64_t count = 0;         ///< product of shape
  std::string_view name;           ///< empty inside cells and structs
  ByteCursor content{ByteSpan{}};  ///< what follows the name

  /// "3x174", for messages.
  std::string shape_text() const;
};

/// One top-level variable and the inflated bytes that it views, if it was compressed.
struct MatVariable {
  MatArray array;
  Bytes inflated;
};

/// Walks the top-level variables of a file.
class MatFile {
 public:
  /// @errors kBadInput if it is no MATLAB 5 file, kUnsupported for MATLAB 7.3
  static Result<MatFile> open(ByteSpan file);

  /// The next variable, or nothing at the end. @errors kBadInput with the byte of the variable in the file
  Result<std::optional<MatVariable>> next();

 private:
  MatFile(ByteSpan file, std::endian order);
  ByteCursor cursor_;
  std::uint64_t inflate_left_;  ///< what all compressed variables together may still inflate to
};

/// The next array from a cell's or struct's content. Bytes in errors count from the variable's beginning.
Result<MatArray> next_mat_array(ByteCursor& content);

/// The field `name` of a 1x1 struct, or nothing if it has no such field.
Result<std::optional<MatArray>> mat_field(const MatArray& structure, std::string_view name);

/// Numbers in MATLAB's order, rows fastest. @errors kBadInput, kUnsupported if it is not a real numeric
/// matrix
Result<std::vector<float>> mat_numbers(const MatArray& array);

/// A char row as UTF-8.
Result<std::string> mat_text(const MatArray& array);

}  // namespace resketch
