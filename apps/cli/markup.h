// Pieces of a self-contained page: escaped text, SVG paths, images as data addresses.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace resketch::cli {

/// Text for HTML content and quoted attributes; control characters and bytes that are not UTF-8 become
/// U+FFFD.
std::string escape_html(std::string_view text);

struct Point {
  float x = 0;
  float y = 0;
};

/// The `d` of an SVG path through `points`, rounded to whole units; points that fall together are dropped.
std::string path_data(std::span<const Point> points);

/// An 8-bit PNG as a data: address. `pixels` is [height, width, channels]; channels: 1 grey, 4 RGBA.
std::string png_address(std::span<const std::uint8_t> pixels, int width, int height, int channels);

}  // namespace resketch::cli
