#include "data/npy.h"

#include <cassert>
#include <charconv>
#include <optional>

#include "data/input_errors.h"
#include "data/npy_header.h"
#include "data/text.h"

namespace resketch {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

std::optional<Scalar> scalar_of(std::string_view kind_and_size) {
  constexpr std::pair<std::string_view, Scalar> kTypes[] = {
      {"f4", Scalar::kF32}, {"f8", Scalar::kF64}, {"i1", Scalar::kI8},  {"i2", Scalar::kI16},
      {"i4", Scalar::kI32}, {"i8", Scalar::kI64}, {"u1", Scalar::kU8},  {"u2", Scalar::kU16},
      {"u4", Scalar::kU32}, {"u8", Scalar::kU64}, {"b1", Scalar::kBool}};
  for (const auto& [name, type] : kTypes) {
    if (name == kind_and_size) return type;
  }
  return std::nullopt;
}

/// Fills content, type, item_bytes and order from "<f8", "|S3", ...
bool parse_dtype(std::string_view dtype, NpyArray& array) {
  if (dtype.size() < 3) return false;
  const char order = dtype[0];
  if (order != '<' && order != '>' && order != '=' && order != '|') return false;
  array.order = order == '>' ? std::endian::big : order == '<' ? std::endian::little : std::endian::native;
  if (const auto type = scalar_of(dtype.substr(1))) {
    array.type = *type;
    array.item_bytes = size_of(*type);
    return order != '|' || array.item_bytes == 1;
  }
  if (dtype[1] != 'S' && dtype[1] != 'U') return false;
  array.content = dtype[1] == 'S' ? NpyArray::Content::kBytes : NpyArray::Content::kUnicode;
  std::uint32_t width = 0;  // 32 bits, so that four times as much cannot overflow 64
  const auto [end, error] = std::from_chars(dtype.data() + 2, dtype.data() + dtype.size(), width);
  array.item_bytes = std::uint64_t{width} * (dtype[1] == 'U' ? 4 : 1);
  return error == std::errc{} && end == dtype.data() + dtype.size() && width > 0;
}

/// The text of one fixed-width string, its padding of zeros taken off.
std::optional<std::string> string_of(const NpyArray& array, ByteSpan item) {
  std::string text;
  if (array.content == NpyArray::Content::kBytes) {
    text = as_text(item);
  } else {
    for (std::size_t at = 0; at < item.size(); at += 4) {
      const auto code_point = load_scalar<std::uint32_t>(item.data() + at, array.order);
      if (!append_utf8(code_point, text)) return std::nullopt;
    }
  }
  text.erase(text.find_last_not_of('\0') + 1);
  if (find_bad_text(text)) return std::nullopt;
  return text;
}

}  // namespace

std::string NpyArray::shape_text() const {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

Result<NpyArray> parse_npy_array(ByteSpan file) {
  ByteCursor cursor(file);
  const auto magic = cursor.take(kMagic.size());
  if (!magic || as_text(*magic) != kMagic)
    return bad_input(at_byte(0), "not an npy file: it does not begin with \\x93NUMPY");
  const auto major = cursor.read<std::uint8_t>();
  const auto minor = cursor.read<std::uint8_t>();
  if (!major || !minor) return bad_input(at_byte(cursor.position()), "the file ends before its version");
  if (*major < 1 || *major > 3 || *minor != 0) {
    return unsupported(at_byte(6),
                       fmt::format("npy version {}.{}; 1.0, 2.0 and 3.0 are read", *major, *minor));
  }
  std::optional<std::uint32_t> header_bytes;
  if (*major == 1) {
    if (const auto short_size = cursor.read<std::uint16_t>()) header_bytes = *short_size;
  } else {
    header_bytes = cursor.read<std::uint32_t>();
  }
  const std::size_t header_at = cursor.position();
  const auto header_text = header_bytes ? cursor.take(*header_bytes) : std::nullopt;
  if (!header_text) {
    return bad_input(at_byte(header_at),
                     fmt::format("the file ends inside its header of {} bytes",
                                 header_bytes ? std::to_string(*header_bytes) : "unknown"));
  }
  auto header = parse_npy_header(as_text(*header_text), header_at);
  if (!header) return header.error();

  NpyArray array;
  array.dtype = in_quotes(header->descr);
  if (!parse_dtype(header->descr, array)) {
    return unsupported(
        at_byte(header_at),
        fmt::format("dtype {} is not read; f4, f8, i1 to i8, u1 to u8, b1, S and U are", array.dtype));
  }
  array.fortran_order = header->fortran_order;
  array.shape = std::move(header->shape);
  std::optional<std::uint64_t> count = 1;
  for (const std::uint64_t extent : array.shape) {
    if (count) count = checked_product(*count, extent);
  }
  const auto bytes = count ? checked_product(*count, array.item_bytes) : std::nullopt;
  if (!bytes || *bytes != cursor.left()) {
    return bad_input(
        at_byte(cursor.position()),
        fmt::format("shape {} of dtype {} needs {} bytes, the file holds {}", array.shape_text(), array.dtype,
                    bytes ? std::to_string(*bytes) : "more than 2^64", cursor.left()));
  }
  array.count = *count;
  array.data = *cursor.take(*bytes);
  return array;
}

std::vector<float> npy_floats(const NpyArray& array) {
  assert(array.shape.size() <= 3);
  std::vector<float> stored(array.count);
  load_floats(array.data, array.type, array.order, stored);
  if (!array.fortran_order || array.shape.size() < 2) return stored;

  const std::uint64_t a = array.shape[0];
  const std::uint64_t b = array.shape[1];
  const std::uint64_t c = array.shape.size() == 3 ? array.shape[2] : 1;
  std::vector<float> values;
  values.reserve(array.count);
  for (std::uint64_t i = 0; i < a; ++i) {
    for (std::uint64_t j = 0; j < b; ++j) {
      for (std::uint64_t k = 0; k < c; ++k) values.push_back(stored[i + a * (j + b * k)]);
    }
  }
  return values;
}

Result<std::vector<std::string>> npy_texts(const NpyArray& array) {
  std::vector<std::string> texts;
  texts.reserve(array.count);
  if (array.content == NpyArray::Content::kNumbers) {
    if (!array.is_integer()) {
      return unsupported({},
                         fmt::format("dtype {} cannot name labels; integers and strings can", array.dtype));
    }
    visit_scalar(array.type, [&](auto zero) {
      using T = decltype(zero);
      for (std::uint64_t i = 0; i < array.count; ++i) {
        const T number = load_scalar<T>(array.data.data() + i * sizeof(T), array.order);
        texts.push_back(
            fmt::format("{}", array.type == Scalar::kBool ? static_cast<T>(number != T{}) : number));
      }
    });
    return texts;
  }
  for (std::uint64_t i = 0; i < array.count; ++i) {
    auto text = string_of(array, array.data.subspan(i * array.item_bytes, array.item_bytes));
    if (!text)
      return bad_input(at_item(i), fmt::format("its string of dtype {} is not valid text", array.dtype));
    texts.push_back(std::move(*text));
  }
  return texts;
}

}  // namespace resketch
