// A file that was put into the program when it was built (cmake/Embed.cmake).
#pragma once

#include <string_view>

namespace resketch {

struct EmbeddedFile {
  std::string_view name;
  std::string_view bytes;
};

}  // namespace resketch
