#include "data/mat5.h"

#include "data/gzip.h"
#include "data/input_errors.h"
#include "data/mat5_elements.h"
#include "data/text.h"

namespace resketch {
namespace {

constexpr std::size_t kHeaderBytes = 128;
constexpr std::uint32_t kComplexFlag = 0x0800;
constexpr std::uint32_t kOpaqueClass = 17;  // objects (tables, strings): no shape follows their flags

MatArray::Class class_of(std::uint32_t flags) {
  const std::uint32_t code = flags & 0xFF;
  if (code == 1) return MatArray::Class::kCell;
  if (code == 2) return MatArray::Class::kStruct;
  if (code == 4) return MatArray::Class::kChar;
  // Double, single and the integers; sparse matrices (5) and what came later are none of ours.
  if (code >= 6 && code <= 15 && (flags & kComplexFlag) == 0) return MatArray::Class::kNumbers;
  return MatArray::Class::kOther;
}

/// The array in the body of a miMATRIX element, which begins at `body_at`.
Result<MatArray> parse_array(const MatElement& element, std::endian order) {
  MatArray array;
  if (element.data.empty()) {  // how MATLAB writes [] inside a cell
    array.shape = {0, 0};
    return array;
  }
  ByteCursor cursor(element.data, order);
  const auto flags = next_mat_element(cursor);
  if (!flags) return flags.error();
  if (flags->type != MatType::kUint32 || flags->data.size() != 8) {
    return bad_input(at_byte(element.data_at), "an array must begin with 8 bytes of flags");
  }
  const auto class_and_flags = load_scalar<std::uint32_t>(flags->data.data(), order);
  array.kind = class_of(class_and_flags);
  if ((class_and_flags & 0xFF) == kOpaqueClass) return array;

  const auto shape = next_mat_element(cursor);
  if (!shape) return shape.error();
  if (shape->type != MatType::kInt32 || shape->data.size() < 8 || shape->data.size() % 4 != 0 ||
      shape->data.size() > 128) {
    return bad_input(at_byte(element.data_at), "an array must have 2 to 32 dimensions of 4 bytes each");
  }
  std::optional<std::uint64_t> count = 1;
  for (std::size_t at = 0; at < shape->data.size(); at += 4) {
    const auto extent = load_scalar<std::int32_t>(shape->data.data() + at, order);
    if (extent < 0)
      return bad_input(at_byte(element.data_at), fmt::format("an array of {} rows or columns", extent));
    array.shape.push_back(static_cast<std::uint32_t>(extent));
    if (count) count = checked_product(*count, static_cast<std::uint64_t>(extent));
  }
  if (!count)
    return bad_input(at_byte(element.data_at), fmt::format("an array of size {}", array.shape_text()));
  array.count = *count;

  const auto name = next_mat_element(cursor);
  if (!name) return name.error();
  if (name->type != MatType::kInt8)
    return bad_input(at_byte(element.data_at), "an array's name must be of type int8");
  array.name = as_text(name->data);
  array.content = cursor;
  return array;
}

}  // namespace

std::string MatArray::shape_text() const {
  return fmt::format("{}", fmt::join(shape, "x"));
}

MatFile::MatFile(ByteSpan file, std::endian order)
    : cursor_(file, order), inflate_left_(max_inflated(file.size())) {
  cursor_.take(kHeaderBytes);
}

Result<MatFile> MatFile::open(ByteSpan file) {
  if (file.size() < kHeaderBytes) {
    return bad_input(at_byte(file.size()),
                     fmt::format("the file ends inside the header of {} bytes", kHeaderBytes));
  }
  const std::string_view mark = as_text(file.subspan(kHeaderBytes - 2, 2));
  if (mark != "IM" && mark != "MI") {
    return bad_input(
        at_byte(126),
        fmt::format("not a MATLAB 5 file: byte order mark {}, expected 'IM' or 'MI'", in_quotes(mark)));
  }
  const std::endian order = mark == "IM" ? std::endian::little : std::endian::big;
  const auto version = load_scalar<std::uint16_t>(file.data() + 124, order);
  if (version == 0x0200) return unsupported(at_byte(124), "a MATLAB 7.3 (HDF5) file; save it with -v7");
  if (version != 0x0100)
    return bad_input(at_byte(124), fmt::format("MAT version 0x{:04x}; expected 0x0100", version));
  return MatFile(file, order);
}

Result<std::optional<MatVariable>> MatFile::next() {
  if (cursor_.left() == 0) return std::optional<MatVariable>{};
  const std::size_t at = cursor_.position();
  const auto element = next_mat_element(cursor_);
  if (!element) return element.error();
  if (element->type == MatType::kMatrix) {
    auto array = parse_array(*element, cursor_.order());
    if (!array) return array.error();
    return std::optional<MatVariable>(MatVariable{std::move(*array), {}});
  }
  if (element->type != MatType::kCompressed) {
    return bad_input(at_byte(at),
                     fmt::format("a variable must be a matrix (14) or compressed (15), not of type {}",
                                 static_cast<std::uint32_t>(element->type)));
  }
  // Errors inside a compressed variable have no byte of the file's own: they are placed at the variable.
  const auto inside = [&](const Error& error) {
    return Error(error.code(), fmt::format("in this compressed variable, {}", error.what()), {}, at_byte(at));
  };
  auto inflated = inflate_all(element->data, Framing::kZlib, inflate_left_);
  if (!inflated) return inside(inflated.error());
  inflate_left_ -= inflated->size();
  ByteCursor cursor(*inflated, cursor_.order());
  const auto matrix = next_mat_element(cursor);
  if (!matrix) return inside(matrix.error());
  if (matrix->type != MatType::kMatrix || cursor.left() > 0) {
    return bad_input(at_byte(at), "a compressed variable must hold one matrix (14) and nothing else");
  }
  auto array = parse_array(*matrix, cursor_.order());
  if (!array) return inside(array.error());
  return std::optional<MatVariable>(MatVariable{std::move(*array), std::move(*inflated)});
}

Result<MatArray> next_mat_array(ByteCursor& content) {
  const std::size_t at = content.position();
  const auto element = next_mat_element(content);
  if (!element) return element.error();
  if (element->type != MatType::kMatrix) {
    return bad_input(at_byte(at), fmt::format("expected a matrix (14), found an element of type {}",
                                              static_cast<std::uint32_t>(element->type)));
  }
  return parse_array(*element, content.order());
}

Result<std::optional<MatArray>> mat_field(const MatArray& structure, std::string_view name) {
  if (structure.kind != MatArray::Class::kStruct || structure.count != 1) {
    return bad_input({}, fmt::format("expected a 1x1 struct, found {}", structure.shape_text()));
  }
  ByteCursor content = structure.content;
  const auto width = next_mat_element(content);
  if (!width) return width.error();
  const auto names = next_mat_element(content);
  if (!names) return names.error();
  const auto bytes = width->type == MatType::kInt32 && width->data.size() == 4
                         ? load_scalar<std::int32_t>(width->data.data(), content.order())
                         : 0;
  if (bytes <= 0 || names->type != MatType::kInt8 ||
      names->data.size() % static_cast<std::size_t>(bytes) != 0) {
    return bad_input({}, "the struct's field names are not of the width that it promises");
  }
  for (std::size_t at = 0; at < names->data.size(); at += static_cast<std::size_t>(bytes)) {
    std::string_view field = as_text(names->data.subspan(at, static_cast<std::size_t>(bytes)));
    field = field.substr(0, field.find('\0'));
    auto value = next_mat_array(content);
    if (!value) return value.error();
    if (field == name) return std::optional<MatArray>(std::move(*value));
  }
  return std::optional<MatArray>{};
}

Result<std::vector<float>> mat_numbers(const MatArray& array) {
  if (array.kind != MatArray::Class::kNumbers) return unsupported({}, "is not a real numeric matrix");
  if (array.count == 0) return std::vector<float>{};
  ByteCursor content = array.content;
  const auto element = next_mat_element(content);
  if (!element) return element.error();
  const auto type = scalar_of(element->type);
  if (!type) {
    return unsupported(
        {}, fmt::format("its numbers are stored as type {}", static_cast<std::uint32_t>(element->type)));
  }
  const auto bytes = checked_product(array.count, size_of(*type));
  if (!bytes || *bytes != element->data.size()) {
    return bad_input({}, fmt::format("size {} does not fit its {} bytes of {}-byte numbers",
                                     array.shape_text(), element->data.size(), size_of(*type)));
  }
  std::vector<float> numbers(array.count);
  load_floats(element->data, *type, content.order(), numbers);
  return numbers;
}

Result<std::string> mat_text(const MatArray& array) {
  if (array.kind != MatArray::Class::kChar) return bad_input({}, "is not a string");
  if (array.count == 0) return std::string{};
  ByteCursor content = array.content;
  const auto element = next_mat_element(content);
  if (!element) return element.error();
  std::string text;
  if (element->type == MatType::kUint16 || element->type == MatType::kUtf16) {
    for (std::size_t at = 0; at + 2 <= element->data.size(); at += 2) {
      if (!append_utf8(load_scalar<std::uint16_t>(element->data.data() + at, content.order()), text)) {
        return unsupported({}, "holds characters beyond U+FFFF");
      }
    }
  } else if (element->type == MatType::kInt8 || element->type == MatType::kUint8 ||
             element->type == MatType::kUtf8) {
    text = as_text(element->data);
  } else {
    return unsupported(
        {}, fmt::format("its characters are stored as type {}", static_cast<std::uint32_t>(element->type)));
  }
  if (find_bad_text(text)) return bad_input({}, "is not valid text");
  return text;
}

}  // namespace resketch
