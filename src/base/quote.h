// Text of unknown origin, fit to stand in a message.
#pragma once

#include <string>
#include <string_view>

namespace resketch {

/// 'text' with its first 60 bytes, whatever is not printable ASCII as \xNN, and "..." where it was longer.
std::string in_quotes(std::string_view text);

}  // namespace resketch
