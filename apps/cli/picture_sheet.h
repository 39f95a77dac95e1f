// Images of a data set as one picture file.
#pragma once

#include <string>

#include "resketch/dataset.h"

namespace resketch::cli {

/// A grey 8-bit PNG of all items, row by row in a sheet about as wide as high, a grey line between them; one
/// item is a picture of its own size. All items have the size of the first.
std::string picture_sheet(const Dataset& images);

}  // namespace resketch::cli
