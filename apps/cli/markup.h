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

/// A value of 0..1 as a grey level; what is outside or not a number is moved in.
std::uint8_t grey(float value);

/// An 8-bit PNG file. `pixels` is [height, width, channels]; channels: 1 grey, 4 RGBA.
std::string png(std::span<const std::uint8_t> pixels, int width, int height, int channels);

/// The same as a data: address.
std::string png_address(std::span<const std::uint8_t> pixels, int width, int height, int channels);

}  // namespace resketch::cli
