// Which instruction set the kernels run with. Best one by default; one by name for tests and comparisons.
#pragma once

#include <string>
#include <vector>

#include "resketch/error.h"

namespace resketch {

/// The instruction sets that this machine has and the kernels are compiled for, best first ("AVX3", "AVX2",
/// ...).
std::vector<std::string> available_isas();

/// Makes all kernels use `name` from now on; not while kernels run. @errors kUsage, lists the available ones
Result<void> use_isa(const std::string& name);

/// Obeys $RESKETCH_ISA if it is set.
Result<void> use_isa_from_environment();

std::string current_isa();

/// L, floats in a vector of the current instruction set. Buffers of lanes are [..., L].
int simd_lanes();

/// The same for kernels in which every lane is a module with weights of its own: the more lanes, the less of
/// the weights stays in the first-level cache.
int module_lanes();
inline constexpr int kMostModuleLanes = 8;

}  // namespace resketch
