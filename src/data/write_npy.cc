// NumPy arrays, alone and zipped, as parse_npy and parse_npz read them. Format version 1, little-endian.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "data/text.h"
#include "data/writers.h"

namespace resketch {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are written as they lie in memory");

template <typename T>
void append_bytes(std::string& out, std::span<const T> values) {
  const std::size_t at = out.size();
  out.resize(at + values.size_bytes());
  if (!values.empty()) std::memcpy(out.data() + at, values.data(), values.size_bytes());
}

template <typename T>
void append_number(std::string& out, T value) {
  append_bytes(out, std::span<const T>(&value, 1));
}

template <typename T>
std::string array(const std::string& descr, const std::vector<std::size_t>& shape,
                  std::span<const T> values) {
  const std::string extents =
      shape.size() == 1 ? fmt::format("{},", shape[0]) : fmt::format("{}", fmt::join(shape, ", "));
  std::string header =
      fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", descr, extents);
  constexpr std::size_t kBefore = 10;  // magic, version, length
  header.resize((kBefore + header.size() + 64) / 64 * 64 - kBefore - 1, ' ');
  header += '\n';
  std::string out("\x93NUMPY\x01\x00", 8);
  append_number(out, static_cast<std::uint16_t>(header.size()));
  out += header;
  append_bytes(out, values);
  return out;
}

bool one_length(const Dataset& data) {
  for (int n = 1; n < data.size(); ++n) {
    if (data.steps(n) != data.steps(0)) return false;
  }
  return true;
}

std::size_t extent(int count) {
  return static_cast<std::size_t>(count);
}

/// X [N, T, D]
std::string equal_items(const Dataset& data) {
  return array<float>("<f4", {extent(data.size()), extent(data.steps(0)), extent(data.dims)}, data.values);
}

/// The code points of text that is valid UTF-8.
std::vector<std::uint32_t> code_points(const std::string& text) {
  std::vector<std::uint32_t> out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) {
      out.back() = out.back() << 6 | (byte & 0x3FU);
    } else {
      out.push_back(byte < 0x80 ? byte : byte & (byte < 0xE0 ? 0x1FU : byte < 0xF0 ? 0x0FU : 0x07U));
    }
  }
  return out;
}

/// y [N] of strings, an empty one where there is no label.
Result<std::string> label_array(const Dataset& data) {
  std::vector<std::vector<std::uint32_t>> names;
  std::size_t width = 1;
  for (const std::string& name : data.label_names) {
    if (find_bad_text(name))
      return Error(ErrorCode::kBadInput, fmt::format("the label {} is not UTF-8", in_quotes(name)),
                   data.name);
    names.push_back(code_points(name));
    width = std::max(width, names.back().size());
  }
  std::vector<std::uint32_t> characters(width * data.size());
  for (int n = 0; n < data.size(); ++n) {
    if (data.labels[n] >= 0)
      std::ranges::copy(names[data.labels[n]], characters.begin() + static_cast<std::ptrdiff_t>(n * width));
  }
  return array<std::uint32_t>(fmt::format("<U{}", width), {extent(data.size())}, characters);
}

/// Stored, not deflated: noise and strokes hardly shrink.
class ZipWriter {
 public:
  void add(const std::string& name, const std::string& bytes) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    const auto crc =
        static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
    std::string common;  // of both headers
    for (const int value : {20, 0, 0, 0, 0x21}) append_number(common, static_cast<std::uint16_t>(value));
    for (const std::uint32_t value : {crc, size, size}) append_number(common, value);
    append_number(common, static_cast<std::uint16_t>(name.size()));
    append_number(common, std::uint16_t{0});
    directory_ += "PK\x01\x02";
    append_number(directory_, std::uint16_t{20});
    directory_ += common + std::string(10, '\0');
    append_number(directory_, static_cast<std::uint32_t>(file_.size()));
    directory_ += name;
    file_ += "PK\x03\x04" + common + name + bytes;
    ++members_;
  }

  std::string finish() && {
    const auto at = static_cast<std::uint32_t>(file_.size());
    file_ += directory_ + "PK\x05\x06" + std::string(4, '\0');
    append_number(file_, members_);
    append_number(file_, members_);
    append_number(file_, static_cast<std::uint32_t>(directory_.size()));
    append_number(file_, at);
    append_number(file_, std::uint16_t{0});
    return std::move(file_);
  }

 private:
  std::string file_;
  std::string directory_;
  std::uint16_t members_ = 0;
};

}  // namespace

Result<std::string> npy_of(const Dataset& data) {
  if (!one_length(data)) {
    return Error(ErrorCode::kUsage, "items differ in length, which .npy cannot hold; .npz and .csv can");
  }
  return equal_items(data);
}

Result<std::string> npz_of(const Dataset& data) {
  constexpr std::size_t kMost = std::numeric_limits<std::uint32_t>::max() / 2;
  if (data.values.size() > kMost / sizeof(float))
    return Error(ErrorCode::kUsage, "more than 2 GiB, which .npz cannot hold; .npy and .csv can");
  ZipWriter zip;
  if (one_length(data)) {
    zip.add("X.npy", equal_items(data));
  } else {
    std::vector<std::int64_t> lengths;
    for (int n = 0; n < data.size(); ++n) lengths.push_back(data.steps(n));
    zip.add("X.npy", array<float>("<f4", {data.first_step.back(), extent(data.dims)}, data.values));
    zip.add("lengths.npy", array<std::int64_t>("<i8", {extent(data.size())}, lengths));
  }
  if (std::ranges::any_of(data.labels, [](int label) { return label >= 0; })) {
    const auto labels = label_array(data);
    if (!labels) return labels.error();
    zip.add("y.npy", *labels);
  }
  return std::move(zip).finish();
}

}  // namespace resketch
