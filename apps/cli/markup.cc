#include "cli/markup.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>

namespace resketch::cli {
namespace {

/// Length of the well-formed UTF-8 character that `text` begins with, 0 if there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : (lead & 0xF0U) == 0xE0      ? 3
                                                           : 4;
  if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4)) return 0;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool outside = (lead == 0xED && byte(1) > 0x9F) || (lead == 0xF4 && byte(1) > 0x8F);
  return overlong || outside ? 0 : length;
}

void append_big_endian(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

void append_chunk(std::string& png, std::string_view type, const std::string& content) {
  append_big_endian(png, static_cast<std::uint32_t>(content.size()));
  const std::string body = std::string(type) + content;
  png += body;
  append_big_endian(png, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                          static_cast<uInt>(body.size()))));
}

std::string deflate_bytes(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
            bytes.size(), Z_BEST_COMPRESSION);
  out.resize(size);
  return out;
}

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63U] : '=';
    }
  }
  return out;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const char c = text.front();
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (length == 0 || control) {
      out += "\uFFFD";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\'') {
      out += "&#39;";
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

std::string path_data(std::span<const Point> points) {
  std::string path;
  long last_x = 0;
  long last_y = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const long x = std::lround(points[i].x);
    const long y = std::lround(points[i].y);
    if (i == 0) {
      path = fmt::format("M{} {}l0 0", x, y);
    } else if (x != last_x || y != last_y) {
      path += fmt::format(" {} {}", x - last_x, y - last_y);
    }
    last_x = x;
    last_y = y;
  }
  return path;
}

std::uint8_t grey(float value) {
  return static_cast<std::uint8_t>(
      std::lround(255 * std::clamp(std::isfinite(value) ? value : 0.0F, 0.0F, 1.0F)));
}

std::string png(std::span<const std::uint8_t> pixels, int width, int height, int channels) {
  std::string header;
  append_big_endian(header, static_cast<std::uint32_t>(width));
  append_big_endian(header, static_cast<std::uint32_t>(height));
  header += '\x08';
  header += channels == 1 ? '\x00' : '\x06';
  header.append(3, '\0');

  std::string rows;
  const auto row_bytes = static_cast<std::size_t>(width) * channels;
  for (int y = 0; y < height; ++y) {
    rows += '\0';  // no filter
    const auto row = pixels.subspan(y * row_bytes, row_bytes);
    rows.append(row.begin(), row.end());
  }
  std::string file = "\x89PNG\r\n\x1a\n";
  append_chunk(file, "IHDR", header);
  append_chunk(file, "IDAT", deflate_bytes(rows));
  append_chunk(file, "IEND", "");
  return file;
}

std::string png_address(std::span<const std::uint8_t> pixels, int width, int height, int channels) {
  return "data:image/png;base64," + base64(png(pixels, width, height, channels));
}

}  // namespace resketch::cli
