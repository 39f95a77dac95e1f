// Input that rank 0 reads for all ranks.
#pragma once

#include <functional>
#include <string>

#include "resketch/dataset.h"
#include "resketch/model.h"
#include "resketch/ranks.h"

namespace resketch::cli {

/// What rank 0 reads, or its error, on all ranks.
Result<Dataset> read_on_first(const Ranks& ranks, const std::function<Result<Dataset>()>& read);

/// load_model of rank 0, on all ranks.
Result<Model> load_on_first(const Ranks& ranks, const std::string& path);

}  // namespace resketch::cli
