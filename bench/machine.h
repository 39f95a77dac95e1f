// Where the figures were measured, and what was measured.
#pragma once

#include <string>

#include "bench/bench.h"

namespace resketch::bench {

/// Processor, cores, instruction set, compiler, commit and efforts: a JSON object.
std::string circumstances(const Options& options, const std::string& effort, const std::string& data);

}  // namespace resketch::bench
