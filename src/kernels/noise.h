// Normal noise over lanes, each lane with the numbers of its own module.
#pragma once

#include <cstddef>
#include <cstdint>

namespace resketch {

/// values[n, l] += sd * z, where z is standard normal and depends on (seed, purpose, modules[l], step, n)
/// alone: not on the number of lanes or threads. Philox bits as RandomStream's, Box-Muller in pairs.
/// @param modules [L], L = module_lanes()
/// @param values  [count, L], aligned
void add_normal_noise(std::uint64_t seed, std::uint32_t purpose, std::uint32_t step,
                      const std::uint32_t* modules, float sd, std::size_t count, float* values);

}  // namespace resketch
