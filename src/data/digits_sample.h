// The sample of MNIST that is part of the program (data/digits-sample).
#pragma once

#include <span>

#include "base/embedded_file.h"
#include "resketch/dataset.h"

namespace resketch {

/// The files of data/digits-sample; defined in a source that the build makes from them.
std::span<const EmbeddedFile> digits_sample_files();

/// 20 training images a class for kPool, 50 test images a class for kTest, both for kAll.
Result<Dataset> load_digits_sample(Split split);

}  // namespace resketch
