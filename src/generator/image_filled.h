// A shape with its holes filled in: which places its strokes enclose.
#pragma once

#include <span>
#include <vector>

namespace resketch {

/// How deep every pixel lies in ink or behind it: on the way out of the image that crosses the least, the
/// most that it must cross. A loop is filled as far as it is closed. Ink that is half as dark as can be, or
/// more, lets nothing through. Ways go from pixel to pixel along rows and columns, so that lines in any
/// direction are walls.
/// @param ink [kNormalSize, kNormalSize]
/// @returns   [kNormalSize, kNormalSize], 0..1
std::vector<float> filled(std::span<const float> ink);

/// Back through filled: every pixel is as deep as one pixel of ink says.
/// @param by_filled  a function's gradient by filled(ink)
/// @returns          its gradient by the ink
std::vector<float> gradient_through_filled(std::span<const float> ink, std::span<const float> by_filled);

}  // namespace resketch
