// Writes small files of every format that is read, sound ones and broken ones, as strings of bytes.
#pragma once

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "data/bytes.h"

namespace resketch::testing {

template <typename T>
std::string number(T value, std::endian order = std::endian::little) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  if (order != std::endian::native) std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

template <typename T>
std::string numbers(const std::vector<T>& values, std::endian order = std::endian::little) {
  std::string bytes;
  for (const T value : values) bytes += number(value, order);
  return bytes;
}

/// `bits`: MAX_WBITS + 16 for gzip, MAX_WBITS for zlib, -MAX_WBITS for raw.
inline std::string deflated(std::string_view bytes, int bits) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, bits, 9, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}
inline std::string gzipped(std::string_view bytes) {
  return deflated(bytes, MAX_WBITS + 16);
}

inline std::string idx(int type, std::initializer_list<std::uint32_t> shape, std::string_view data) {
  std::string bytes = {'\0', '\0', static_cast<char>(type), static_cast<char>(shape.size())};
  for (const std::uint32_t extent : shape) bytes += number(extent, std::endian::big);
  return bytes.append(data);
}

/// `shape` as Python writes it: "(2, 3)".
inline std::string npy(std::string_view descr, std::string_view shape, std::string_view data,
                       bool fortran = false) {
  std::string header = std::string("{'descr': '").append(descr) +
                       "', 'fortran_order': " + (fortran ? "True" : "False") +
                       std::string(", 'shape': ").append(shape) + ", }";
  header.resize((10 + header.size() + 64) / 64 * 64 - 11, ' ');
  header += '\n';
  return std::string("\x93NUMPY\x01\x00", 8) + number(static_cast<std::uint16_t>(header.size())) + header +
         std::string(data);
}

struct ZipEntry {
  std::string name;
  std::string bytes;
  bool deflate = true;
  std::uint16_t flags = 0;
  std::uint16_t method = 8;          ///< as written in the headers, of deflated entries
  std::int64_t promised_bytes = -1;  ///< inflated size in the headers, where it is to be false
  std::uint32_t crc_error = 0;       ///< mixed into the CRC
};

inline std::string zip(const std::vector<ZipEntry>& entries) {
  std::string file;
  std::string directory;
  for (const ZipEntry& entry : entries) {
    const std::string data = entry.deflate ? deflated(entry.bytes, -MAX_WBITS) : entry.bytes;
    const auto crc = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(entry.bytes.data()), entry.bytes.size()) ^ entry.crc_error);
    const auto promised = static_cast<std::uint32_t>(
        entry.promised_bytes < 0 ? static_cast<std::int64_t>(entry.bytes.size()) : entry.promised_bytes);
    const std::string common =
        number(std::uint16_t{20}) + number(entry.flags) +
        number(entry.deflate ? entry.method : std::uint16_t{0}) + number(std::uint32_t{0}) + number(crc) +
        number(static_cast<std::uint32_t>(data.size())) + number(promised) +
        number(static_cast<std::uint16_t>(entry.name.size())) + number(std::uint16_t{0});
    directory += std::string("PK\x01\x02") + number(std::uint16_t{20}) + common + std::string(10, '\0') +
                 number(static_cast<std::uint32_t>(file.size())) + entry.name;
    file += std::string("PK\x03\x04") + common + entry.name + data;
  }
  const auto count = number(static_cast<std::uint16_t>(entries.size()));
  return file + directory + "PK\x05\x06" + std::string(4, '\0') + count + count +
         number(static_cast<std::uint32_t>(directory.size())) +
         number(static_cast<std::uint32_t>(file.size())) + std::string(2, '\0');
}

/// Parts of a MATLAB 5 file.
struct MatWriter {
  std::endian order = std::endian::little;

  std::string element(std::uint32_t type, std::string_view data) const {
    std::string bytes = number(type, order) + number(static_cast<std::uint32_t>(data.size()), order);
    bytes.append(data);
    if (type != 15) bytes.resize((bytes.size() + 7) / 8 * 8, '\0');
    return bytes;
  }
  std::string matrix(std::uint32_t mat_class, const std::vector<std::int32_t>& shape, std::string_view name,
                     std::string_view content) const {
    return element(14, element(6, number(mat_class, order) + number(std::uint32_t{0}, order)) +
                           element(5, numbers(shape, order)) + element(1, name) + std::string(content));
  }
  std::string doubles(const std::vector<std::int32_t>& shape, const std::vector<double>& values,
                      std::string_view name = "") const {
    return matrix(6, shape, name, element(9, numbers(values, order)));
  }
  std::string text(std::string_view characters) const {
    std::vector<std::uint16_t> units(characters.begin(), characters.end());
    return matrix(4, {1, static_cast<std::int32_t>(units.size())}, "", element(4, numbers(units, order)));
  }
  std::string cell(const std::vector<std::string>& items, std::string_view name = "") const {
    std::string content;
    for (const std::string& item : items) content += item;
    return matrix(1, {1, static_cast<std::int32_t>(items.size())}, name, content);
  }
  std::string consts(const std::vector<double>& charlabels, const std::vector<std::string>& key) const {
    std::vector<std::string> names;
    for (const std::string& name : key) names.push_back(text(name));
    std::string fields = std::string("charlabels\0key\0\0\0\0\0\0\0\0", 22);
    return matrix(2, {1, 1}, "consts",
                  element(5, number(std::int32_t{11}, order)) + element(1, fields) +
                      doubles({1, static_cast<std::int32_t>(charlabels.size())}, charlabels) + cell(names));
  }
  std::string compressed(std::string_view variable) const {
    return element(15, deflated(variable, MAX_WBITS));
  }
  std::string file(std::string_view variables) const {
    std::string header = "MATLAB 5.0 MAT-file";
    header.resize(124, ' ');
    header += number(std::uint16_t{0x0100}, order) + (order == std::endian::little ? "IM" : "MI");
    return header.append(variables);
  }
};

}  // namespace resketch::testing
