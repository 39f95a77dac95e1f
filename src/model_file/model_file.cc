#include "model_file/model_file.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>

#include "model_file/format_version.h"
#include "model_file/json_text.h"
#include "model_file/model_record.h"
#include "model_file/model_tensors.h"
#include "model_file/safetensors.h"

namespace resketch {
namespace {

constexpr FileFormat kFormat = {"resketch-model", "model", kModelFormatVersion};
constexpr const char* kRecordKey = "resketch";

/// A tree costs more than its text. Every module has a tensor in the header at least, its exemplars, which
/// pays for the few values that its record may have.
JsonLimits record_limits(std::size_t tensors) {
  constexpr std::size_t kValuesOfModel = 64;
  constexpr std::size_t kValuesOfModule = 16;
  return {8, kValuesOfModel + kValuesOfModule * tensors};
}

Error in_record(const Error& error) {
  const std::string key = fmt::format("metadata '{}'", kRecordKey);
  return {error.code(), error.message(), {}, error.position().empty() ? key : key + ": " + error.position()};
}

/// Adds what records of an older version lack.
void bring_up_to_date(nlohmann::ordered_json& record, int version) {
  if (version >= 2 || !record.is_object() || !record.contains("preprocessing")) return;
  if (auto& preprocessing = record["preprocessing"]; preprocessing.is_object())
    preprocessing.emplace("by_hand", false);
}

Result<Model> parse_record(const std::string& text, int version, std::size_t tensors) {
  Result<nlohmann::ordered_json> record = parse_json(text, record_limits(tensors));
  if (!record) return in_record(record.error());
  bring_up_to_date(*record, version);
  Model model;
  RecordReader reader(*record, "");
  describe(reader, model);
  if (auto read = reader.finish(); !read) return in_record(read.error());
  return model;
}

}  // namespace

Result<Model> parse_model(std::span<const std::byte> bytes) {
  const auto metadata = read_metadata(bytes);
  if (!metadata) return metadata.error();
  const auto version = check_format(*metadata, kFormat);
  if (!version) return version.error();
  if (auto keys = check_keys(*metadata, {kRecordKey}); !keys) return keys.error();

  Result<TensorFile> file = read_safetensors(bytes);
  if (!file) return file.error();
  Result<Model> model = parse_record(file->metadata.at(kRecordKey), *version, file->tensors.size());
  if (!model) return model;
  if (auto took = take_tensors(std::move(file->tensors), *model); !took) return took.error();
  if (auto sound = check_content(*model); !sound) return sound.error();
  return model;
}

Result<Bytes> serialise_model(const Model& model) {
  if (auto sound = check_model(model); !sound) return sound.error();
  Result<TensorMap> tensors = tensors_of(model);
  if (!tensors) return tensors.error();
  RecordWriter record;
  describe(record, model);

  TensorFile file;
  file.metadata = format_metadata(kFormat);
  file.metadata[kRecordKey] = record.take().dump();
  file.tensors = *std::move(tensors);
  return write_safetensors(file);
}

Result<void> save_model(const Model& model, const std::filesystem::path& path) {
  const Result<Bytes> bytes = serialise_model(model);
  if (!bytes) return bytes.error().in_file(path.string());
  return write_file_atomically(path, *bytes);
}

Result<Model> load_model(const std::filesystem::path& path) {
  const Result<Bytes> bytes = read_file(path, ModelLimits::kFileBytes);
  if (!bytes) return bytes.error();
  Result<Model> model = parse_model(*bytes);
  if (!model) return model.error().in_file(path.string());
  return model;
}

}  // namespace resketch
