// Ranks that were started differently would not do one work.
#pragma once

#include "resketch/ranks.h"

namespace resketch::mpi {

/// Compares program, command line, working folder and instruction set over all ranks.
/// @errors kUsage on all of them, naming what differs, with the values of the first two ranks that do
Result<void> check_alike(const Ranks& ranks, int argc, char** argv);

}  // namespace resketch::mpi
