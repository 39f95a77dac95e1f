#include "model_file/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/quote.h"
#include "model_file/json_text.h"
#include "model_file/safetensors_header.h"

namespace resketch {
namespace {

struct DTypeName {
  DType dtype;
  std::string_view name;
  std::size_t size;
};
constexpr std::array<DTypeName, 6> kDTypes = {{
    {DType::kF32, "F32", 4},
    {DType::kF64, "F64", 8},
    {DType::kU8, "U8", 1},
    {DType::kI32, "I32", 4},
    {DType::kI64, "I64", 8},
    {DType::kU64, "U64", 8},
}};
constexpr std::string_view kDTypeList = "F32, F64, U8, I32, I64, U64";

const DTypeName& row(DType dtype) {
  return kDTypes[static_cast<std::size_t>(dtype)];
}

std::optional<DType> parse_dtype(std::string_view text) {
  for (const DTypeName& known : kDTypes) {
    if (known.name == text) return known.dtype;
  }
  return std::nullopt;
}

Error tensor_error(std::string_view name, std::string message, ErrorCode code = ErrorCode::kBadInput) {
  return {code, std::move(message), {}, "tensor " + in_quotes(name)};
}

/// Bytes of a tensor, or the reason why they cannot be counted.
Result<std::uint64_t> byte_count(const TensorShape& shape, DType dtype) {
  Result<std::uint64_t> elements = element_count(shape);
  std::uint64_t bytes = 0;
  if (elements && __builtin_mul_overflow(*elements, size_of(dtype), &bytes)) {
    return Error(ErrorCode::kBadInput, fmt::format("shape {} overflows 64 bits", to_string(shape)));
  }
  return elements ? Result<std::uint64_t>(bytes) : elements;
}

/// Checks what one entry says against itself and the size of the data; its type, if all is well.
Result<DType> check_entry(const std::string& name, const TensorEntry& entry, std::uint64_t data_size) {
  const std::optional<DType> dtype = parse_dtype(entry.dtype);
  if (!dtype) {
    return tensor_error(name, fmt::format("has type {}; read are {}", in_quotes(entry.dtype), kDTypeList),
                        ErrorCode::kUnsupported);
  }
  if (entry.begin > entry.end) {
    return tensor_error(name, fmt::format("begins at {} and ends before, at {}", entry.begin, entry.end));
  }
  if (entry.end > data_size) {
    return tensor_error(name, fmt::format("ends at {}, but the data has {} bytes", entry.end, data_size));
  }
  const Result<std::uint64_t> bytes = byte_count(entry.shape, *dtype);
  if (!bytes) return tensor_error(name, bytes.error().message());
  if (*bytes != entry.end - entry.begin) {
    return tensor_error(
        name, fmt::format("has {} bytes, expected {} for {} of shape {}", entry.end - entry.begin, *bytes,
                          entry.dtype, to_string(entry.shape)));
  }
  return *dtype;
}

/// Checks that the tensors fill the data from its first to its last byte, each byte once.
Result<void> check_cover(const SafetensorsHeader& header, std::uint64_t data_size) {
  using Named = std::pair<const std::string, TensorEntry>;
  std::vector<const Named*> order;
  order.reserve(header.tensors.size());
  for (const Named& tensor : header.tensors) order.push_back(&tensor);
  std::sort(order.begin(), order.end(), [](const Named* a, const Named* b) {
    return std::pair(a->second.begin, a->second.end) < std::pair(b->second.begin, b->second.end);
  });
  std::uint64_t filled = 0;
  for (const Named* tensor : order) {
    const std::uint64_t begin = tensor->second.begin;
    if (begin != filled) {
      return tensor_error(tensor->first,
                          fmt::format("begins at {}, but the tensor before it ends at {}: {}", begin, filled,
                                      begin < filled ? "they overlap" : "there is a hole"));
    }
    filled = tensor->second.end;
  }
  if (filled != data_size) {
    return Error(ErrorCode::kBadInput, fmt::format("{} bytes follow the last tensor", data_size - filled), {},
                 fmt::format("byte {}", header.data_begin + filled));
  }
  return {};
}

}  // namespace

std::string_view to_string(DType dtype) {
  return row(dtype).name;
}
std::size_t size_of(DType dtype) {
  return row(dtype).size;
}

std::string to_string(const TensorShape& shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

Result<std::uint64_t> element_count(const TensorShape& shape) {
  std::uint64_t count = 1;
  for (const std::uint64_t size : shape) {
    if (__builtin_mul_overflow(count, size, &count)) {
      return Error(ErrorCode::kBadInput, fmt::format("shape {} overflows 64 bits", to_string(shape)));
    }
  }
  return count;
}

Result<std::map<std::string, std::string>> read_metadata(std::span<const std::byte> file) {
  Result<SafetensorsHeader> header = read_header(file);
  if (!header) return header.error();
  return std::move(header->metadata);
}

Result<TensorFile> read_safetensors(std::span<const std::byte> file) {
  Result<SafetensorsHeader> header = read_header(file);
  if (!header) return header.error();
  const auto data = file.subspan(header->data_begin);

  // All of the header is checked before the first tensor is copied.
  std::vector<DType> dtypes;
  dtypes.reserve(header->tensors.size());
  for (const auto& [name, entry] : header->tensors) {
    const Result<DType> dtype = check_entry(name, entry, data.size());
    if (!dtype) return dtype.error();
    dtypes.push_back(*dtype);
  }
  if (auto covered = check_cover(*header, data.size()); !covered) return covered.error();

  TensorFile result;
  result.metadata = std::move(header->metadata);
  auto dtype = dtypes.begin();
  for (auto& [name, entry] : header->tensors) {
    const auto bytes = data.subspan(entry.begin, entry.end - entry.begin);
    result.tensors.emplace_hint(result.tensors.end(), name,
                                Tensor{*dtype++, std::move(entry.shape), Bytes(bytes.begin(), bytes.end())});
  }
  return result;
}

Result<Bytes> write_safetensors(const TensorFile& file) {
  std::string header = "{";
  if (!file.metadata.empty()) {
    header += "\"__metadata__\":{";
    for (const auto& [key, value] : file.metadata) {
      const Result<std::string> key_text = json_string(key);
      if (!key_text) return key_text.error();
      const Result<std::string> value_text = json_string(value);
      if (!value_text) return value_text.error();
      header += fmt::format("{}{}:{}", header.back() == '{' ? "" : ",", *key_text, *value_text);
    }
    header += "}";
  }

  std::vector<const TensorMap::value_type*> order;
  for (const auto& tensor : file.tensors) order.push_back(&tensor);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
    return size_of(a->second.dtype) > size_of(b->second.dtype);
  });
  std::uint64_t end = 0;
  for (const auto* entry : order) {
    const auto& [name, tensor] = *entry;
    const Result<std::string> text = json_string(name);
    if (!text) return text.error();
    if (name == "__metadata__") return tensor_error(name, "is a name that the format keeps for metadata");
    const Result<std::uint64_t> bytes = byte_count(tensor.shape, tensor.dtype);
    if (!bytes) return tensor_error(name, bytes.error().message());
    if (*bytes != tensor.data.size()) {
      return tensor_error(
          name, fmt::format("has {} bytes, expected {} for {} of shape {}", tensor.data.size(), *bytes,
                            to_string(tensor.dtype), to_string(tensor.shape)));
    }
    header += fmt::format("{}{}:{{\"dtype\":\"{}\",\"shape\":[{}],\"data_offsets\":[{},{}]}}",
                          header.size() == 1 ? "" : ",", *text, to_string(tensor.dtype),
                          fmt::join(tensor.shape, ","), end, end + tensor.data.size());
    end += tensor.data.size();
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  if (header.size() > kMaxHeaderBytes) {
    return Error(ErrorCode::kBadInput,
                 fmt::format("a header of {} bytes is above {}", header.size(), kMaxHeaderBytes));
  }

  Bytes out;
  out.reserve(8 + header.size() + end);
  const auto append = [&](std::span<const std::byte> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
  };
  const std::uint64_t length = header.size();
  append(std::as_bytes(std::span(&length, 1)));
  append(std::as_bytes(std::span(header)));
  for (const auto* entry : order) append(entry->second.data);
  return out;
}

Result<void> check_tensor(const TensorMap& tensors, const std::string& name, DType dtype,
                          const TensorShape& shape) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) return tensor_error(name, "is missing");
  const Tensor& tensor = found->second;
  if (tensor.dtype != dtype) {
    return tensor_error(name,
                        fmt::format("has type {}, expected {}", to_string(tensor.dtype), to_string(dtype)));
  }
  if (tensor.shape != shape) {
    return tensor_error(name,
                        fmt::format("has shape {}, expected {}", to_string(tensor.shape), to_string(shape)));
  }
  return {};
}

}  // namespace resketch
