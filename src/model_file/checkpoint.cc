#include "model_file/checkpoint.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "model_file/format_version.h"
#include "model_file/json_text.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr FileFormat kFormat = {"resketch-checkpoint", "checkpoint", kCheckpointFormatVersion};
constexpr const char* kOptionsKey = "options";
constexpr std::uint64_t kMaxFileBytes = 64ULL << 30;
constexpr JsonLimits kOptionLimits = {16, 1'000'000};
constexpr std::size_t kMaxNamed = 5;

Result<Json> parse_options(std::string_view text) {
  Result<Json> options = parse_json(text, kOptionLimits);
  if (options && !options->is_object()) options = Error(ErrorCode::kBadInput, "is not a JSON object");
  if (options) return options;
  return Error(ErrorCode::kBadInput, options.error().message(), {},
               fmt::format("metadata '{}'", kOptionsKey));
}

/// Leaves of a JSON tree by their path: "training.steps" or "labels[3]".
void flatten(const Json& value, const std::string& path, std::map<std::string, std::string>& leaves) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [key, inner] : value.items())
      flatten(inner, path.empty() ? key : path + "." + key, leaves);
  } else if (value.is_array() && !value.empty()) {
    for (std::size_t i = 0; i < value.size(); ++i) flatten(value[i], fmt::format("{}[{}]", path, i), leaves);
  } else {
    leaves[path] = value.dump();
  }
}

/// "steps is 20000 there and 40000 here, hidden is missing there and 10 here"; empty if they are equal.
std::string difference(const Json& there, const Json& here) {
  std::map<std::string, std::string> old_leaves;
  std::map<std::string, std::string> new_leaves;
  flatten(there, "", old_leaves);
  flatten(here, "", new_leaves);
  std::map<std::string, std::pair<std::string, std::string>> both;
  for (auto& [path, text] : old_leaves) both[path].first = std::move(text);
  for (auto& [path, text] : new_leaves) both[path].second = std::move(text);

  const auto shown = [](const std::string& text) {
    return text.empty() ? std::string("missing") : text.substr(0, 60) + (text.size() > 60 ? "..." : "");
  };
  std::vector<std::string> sentences;
  std::size_t more = 0;
  for (const auto& [path, values] : both) {
    if (values.first == values.second) continue;
    if (sentences.size() == kMaxNamed) {
      ++more;
    } else {
      sentences.push_back(
          fmt::format("{} is {} there and {} here", path, shown(values.first), shown(values.second)));
    }
  }
  if (more > 0) sentences.push_back(fmt::format("{} more", more));
  return fmt::format("{}", fmt::join(sentences, ", "));
}

}  // namespace

Result<Bytes> serialise_checkpoint(const Checkpoint& checkpoint) {
  if (const auto options = parse_options(checkpoint.options_json); !options) return options.error();
  TensorFile file;
  file.metadata = format_metadata(kFormat);
  file.metadata[kOptionsKey] = checkpoint.options_json;
  file.tensors = checkpoint.tensors;
  return write_safetensors(file);
}

Result<Checkpoint> parse_checkpoint(std::span<const std::byte> bytes,
                                    std::string_view expected_options_json) {
  const auto metadata = read_metadata(bytes);
  if (!metadata) return metadata.error();
  if (auto format = check_format(*metadata, kFormat); !format) return format.error();
  if (auto keys = check_keys(*metadata, {kOptionsKey}); !keys) return keys.error();

  const std::string& text = metadata->at(kOptionsKey);
  const Result<Json> there = parse_options(text);
  if (!there) return there.error();
  const Result<Json> here = parse_options(expected_options_json);
  if (!here) return Error(ErrorCode::kUsage, "expected options: " + here.error().message());
  if (const std::string differs = difference(*there, *here); !differs.empty()) {
    return Error(ErrorCode::kUsage, "the checkpoint was made with other options: " + differs);
  }

  Result<TensorFile> file = read_safetensors(bytes);
  if (!file) return file.error();
  return Checkpoint{text, std::move(file->tensors)};
}

Result<void> save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  const Result<Bytes> bytes = serialise_checkpoint(checkpoint);
  if (!bytes) return bytes.error().in_file(path.string());
  return write_file_atomically(path, *bytes);
}

Result<Checkpoint> load_checkpoint(const std::filesystem::path& path,
                                   std::string_view expected_options_json) {
  const Result<Bytes> bytes = read_file(path, kMaxFileBytes);
  if (!bytes) return bytes.error();
  Result<Checkpoint> checkpoint = parse_checkpoint(*bytes, expected_options_json);
  if (!checkpoint) return checkpoint.error().in_file(path.string());
  return checkpoint;
}

}  // namespace resketch
