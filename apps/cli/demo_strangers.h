// Images that are no digits, for the demo: letters drawn with the strokes of the pen set, and noise.
#pragma once

#include "resketch/dataset.h"

namespace resketch::cli {

/// `count` letters of `pen` (velocities x, y) drawn as size x size images, thick and soft like MNIST's
/// digits; letters that look like digits are left out. Their labels are the letters.
Dataset letters_as_images(const Dataset& pen, int count, int size);

/// `count` images whose pixels are drawn one by one, labelled "noise".
Dataset noise_images(int count, int size, std::uint64_t seed);

}  // namespace resketch::cli
