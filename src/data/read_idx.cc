// IDX (LeCun): two zero bytes, a type, the number of dimensions, each dimension as a big-endian 32-bit
// number, then the values, big-endian, last dimension fastest. Labels are a file of their own.
//
// A three-dimensional array is N images of rows x columns: a row is a step, a column a dimension. Unsigned
// bytes are grey pixels and become 0..1; other types keep their values and are a series.
#include <array>
#include <string>
#include <vector>

#include "data/finish.h"
#include "data/input_errors.h"
#include "data/labels.h"
#include "data/readers.h"
#include "data/scalars.h"

namespace resketch {
namespace {

struct IdxArray {
  Scalar type = Scalar::kU8;
  std::vector<std::uint64_t> shape;
  ByteSpan data;  ///< exactly the product of shape
};

std::optional<Scalar> scalar_of(std::byte code) {
  switch (std::to_integer<int>(code)) {
    case 0x08:
      return Scalar::kU8;
    case 0x09:
      return Scalar::kI8;
    case 0x0B:
      return Scalar::kI16;
    case 0x0C:
      return Scalar::kI32;
    case 0x0D:
      return Scalar::kF32;
    case 0x0E:
      return Scalar::kF64;
    default:
      return std::nullopt;
  }
}

Result<IdxArray> parse_array(ByteSpan file) {
  ByteCursor cursor(file, std::endian::big);
  const auto magic = cursor.take(4);
  if (!magic)
    return bad_input(at_byte(0), fmt::format("{} bytes are too few for an IDX header", file.size()));
  if ((*magic)[0] != std::byte{0} || (*magic)[1] != std::byte{0}) {
    return bad_input(at_byte(0), "an IDX file begins with two zero bytes; this one does not");
  }
  const auto type = scalar_of((*magic)[2]);
  if (!type) {
    return bad_input(at_byte(2),
                     fmt::format("IDX type 0x{:02x} is none of 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e",
                                 std::to_integer<int>((*magic)[2])));
  }
  IdxArray array;
  array.type = *type;
  std::optional<std::uint64_t> size = size_of(*type);
  for (int i = 0; i < std::to_integer<int>((*magic)[3]); ++i) {
    const auto extent = cursor.read<std::uint32_t>();
    if (!extent) {
      return bad_input(
          at_byte(cursor.position()),
          fmt::format("the file ends inside its header of {} dimensions", std::to_integer<int>((*magic)[3])));
    }
    array.shape.push_back(*extent);
    if (size) size = checked_product(*size, *extent);
  }
  const auto data = size ? cursor.take(*size) : std::nullopt;
  if (!data || cursor.left() > 0) {
    return bad_input(at_byte(file.size() - cursor.left()),
                     fmt::format("the header promises {} bytes of values, the file holds {}",
                                 size ? std::to_string(*size) : "more than 2^64",
                                 cursor.left() + (data ? data->size() : 0)));
  }
  array.data = *data;
  return array;
}

/// Names of labels are their numbers.
Result<void> add_labels(ByteSpan file, Dataset& dataset) {
  const auto array = parse_array(file);
  if (!array) return array.error();
  if (array->shape.size() != 1 || array->type == Scalar::kF32 || array->type == Scalar::kF64) {
    return bad_input(
        at_byte(2),
        fmt::format("labels must be a one-dimensional IDX array of integers; this one has "
                    "{} dimensions{}",
                    array->shape.size(), array->shape.size() == 1 ? " of floating-point numbers" : ""));
  }
  if (array->shape[0] != static_cast<std::uint64_t>(dataset.size())) {
    return bad_input(at_byte(4), fmt::format("{} labels for {} images", array->shape[0], dataset.size()));
  }
  LabelIndex index;
  visit_scalar(array->type, [&](auto zero) {
    using T = decltype(zero);
    for (int item = 0; item < dataset.size(); ++item) {
      const T label = load_scalar<T>(array->data.data() + item * sizeof(T), std::endian::big);
      dataset.labels[item] = index.add(fmt::format("{}", label));
    }
  });
  index.name_labels(dataset);
  return {};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.rfind(from);
  return at == std::string::npos ? std::string{} : text.replace(at, from.size(), to);
}

std::optional<std::filesystem::path> labels_beside(const std::filesystem::path& images_path) {
  const std::string name = images_path.filename().string();
  std::string labels = replaced(name, "images-idx3", "labels-idx1");
  if (labels.empty()) labels = replaced(name, "images.idx3", "labels.idx1");
  if (labels.empty()) return std::nullopt;
  const std::string other = labels.ends_with(".gz") ? labels.substr(0, labels.size() - 3) : labels + ".gz";
  for (const std::string& candidate : {labels, other}) {
    std::error_code error;
    const auto path = images_path.parent_path() / candidate;
    if (std::filesystem::exists(path, error)) return path;
  }
  return std::nullopt;
}

Result<Dataset> parse_images(ByteSpan file) {
  const auto array = parse_array(file);
  if (!array) return array.error();
  if (array->shape.size() == 1) {
    return unsupported(at_byte(3),
                       "a one-dimensional IDX array holds labels; name the file of the images instead");
  }
  if (array->shape.size() != 3) {
    return unsupported(at_byte(3),
                       fmt::format("an IDX array of {} dimensions; only images [N, rows, columns] are read",
                                   array->shape.size()));
  }
  const std::uint64_t images = array->shape[0];
  const std::uint64_t rows = array->shape[1];
  const std::uint64_t columns = array->shape[2];
  if (images == 0) return bad_input(at_byte(4), "the header promises 0 images; at least one is needed");
  // Images without pixels take no bytes, so nothing else would bound their number.
  if (rows == 0 || columns == 0) {
    return bad_input(at_byte(8),
                     fmt::format("images of {} x {} pixels; at least 1 x 1 is needed", rows, columns));
  }
  Dataset dataset;
  dataset.kind = array->type == Scalar::kU8 ? DataKind::kImage : DataKind::kSeries;
  dataset.dims = static_cast<int>(columns);
  dataset.values.resize(images * rows * columns);
  load_floats(array->data, array->type, std::endian::big, dataset.values);
  if (dataset.kind == DataKind::kImage) {
    for (float& value : dataset.values) value /= 255.0F;
  }
  dataset.labels.assign(images, Dataset::kUnlabelled);
  dataset.first_step.reserve(images + 1);
  for (std::uint64_t image = 0; image <= images; ++image) dataset.first_step.push_back(image * rows);
  return finish_dataset(std::move(dataset));
}

}  // namespace

Result<Dataset> parse_idx(ByteSpan images, std::optional<ByteSpan> labels) {
  auto dataset = parse_images(images);
  if (!dataset || !labels) return dataset;
  if (const auto added = add_labels(*labels, *dataset); !added) return added.error();
  return dataset;
}

Result<Dataset> read_idx(const std::filesystem::path& images_path) {
  const auto images = read_file_inflated(images_path);
  if (!images) return images.error();
  auto dataset = parse_images(*images);
  if (!dataset) return dataset.error().in_file(images_path.string());
  dataset->name = images_path.filename().string();
  if (const auto labels_path = labels_beside(images_path)) {
    const auto labels = read_file_inflated(*labels_path);
    if (!labels) return labels.error();
    if (const auto added = add_labels(*labels, *dataset); !added)
      return added.error().in_file(labels_path->string());
  }
  return dataset;
}

}  // namespace resketch
