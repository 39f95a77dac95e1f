// Squared Euclidean distances from one point to many.
#pragma once

#include <cstddef>
#include <span>

namespace resketch {

/// out[n] = |keys[n] - key|^2.
/// @param keys  [out.size(), key.size()], aligned; key.size() a multiple of 16
/// @param key   aligned
void key_distances(const float* keys, std::span<const float> key, std::span<float> out);

}  // namespace resketch
