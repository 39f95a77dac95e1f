// The sample of MNIST that is part of the program (data/digits-sample).
#pragma once

#include <span>
#include <string_view>

#include "resketch/dataset.h"

namespace resketch {

struct EmbeddedFile {
  std::string_view name;
  std::string_view bytes;
};

/// The files of data/digits-sample; defined in a source that the build makes from them.
std::span<const EmbeddedFile> digits_sample_files();

/// 20 training images a class for kPool, 50 test images a class for kTest, both for kAll.
Result<Dataset> load_digits_sample(Split split);

}  // namespace resketch
