// "Did you mean": the known word nearest to a mistyped one.
#pragma once

#include <string>
#include <vector>

namespace resketch::cli {

/// The word of `known` that takes the fewest edits from `typed`; empty if none is within a third of its
/// length.
std::string nearest_word(const std::string& typed, const std::vector<std::string>& known);

}  // namespace resketch::cli
