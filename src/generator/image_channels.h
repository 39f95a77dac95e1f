// What images are compared by: oriented gradients of locally equal contrast.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/warp_grid.h"

namespace resketch {

/// Directions of gradients, all around: the two sides of a stroke differ.
using Channels = AlignedVector<float>;  // [size, size, kWarpChannels]

/// @param ink [kNormalSize, kNormalSize]
/// @returns   [kNormalSize, kNormalSize, kWarpChannels]: a gradient's size is shared by the two directions
/// next
///            to its own. Sizes are divided by their root mean square nearby, so that faint strokes count
///            too.
Channels gradient_channels(std::span<const float> ink);

/// Back through gradient_channels: the gradient of a function of the channels by the ink. 0 where a pixel's
/// gradient vanishes, since it has no direction there.
/// @param ink         what the channels were made of
/// @param by_channel  the function's gradient by the channels
/// @returns           [kNormalSize, kNormalSize]
std::vector<float> gradient_by_ink(std::span<const float> ink, const Channels& by_channel);

/// Softens with a normal distribution and takes means of `pool` x `pool` pixels; beside the image there is
/// nothing.
/// @returns [size / pool, size / pool, kWarpChannels]
Channels soften_and_pool(const Channels& channels, int size, float sigma, int pool);

/// Back through soften_and_pool. @param by_pooled [size / pool, size / pool, kWarpChannels]
/// @returns [size, size, kWarpChannels]
Channels gradient_by_channels(const Channels& by_pooled, int size, float sigma, int pool);

/// With the margin that a warped image needs. @returns [size + 2 kWarpMargin, size + 2 kWarpMargin,
/// kWarpChannels]
Channels with_margin(const Channels& channels, int size);

}  // namespace resketch
