// Vega, Vega-Lite and Vega-Embed (third_party/vega), which a report carries with it.
#pragma once

#include <span>

#include "base/embedded_file.h"

namespace resketch {

/// The scripts in the order in which they are loaded, then their licences; defined in a source that the build
/// makes.
std::span<const EmbeddedFile> report_scripts();

}  // namespace resketch
