// Writers of formats that are read, too; save_dataset chooses.
#pragma once

#include <string>

#include "resketch/dataset.h"
#include "resketch/error.h"

namespace resketch {

std::string csv_of(const Dataset& data);

/// @errors kUsage if lengths differ
Result<std::string> npy_of(const Dataset& data);

/// @errors kBadInput if a label is not UTF-8, kUsage if it would pass 4 GiB
Result<std::string> npz_of(const Dataset& data);

}  // namespace resketch
