#include "experiments/cell_store.h"

#include <fmt/format.h>

#include <cmath>

#include "base/files.h"
#include "base/sha256.h"
#include "measures/gan_workshop.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int kCellFormat = 1;  // raised when a measurement changes its meaning
constexpr std::uint64_t kLargestCell = 64U << 20U;

std::string id_of(const Json& key) {
  const std::string text = key.dump();
  return sha256_hex(std::as_bytes(std::span(text))).substr(0, 20);
}

Error damaged(const fs::path& file, const std::string& what) {
  return {ErrorCode::kBadInput, what + "; remove the file to have it measured again", file.string()};
}

Result<CellOutcome> parse_cell(const Json& json, const Json& key, const fs::path& file) {
  if (!json.is_object() || !json.contains("key") || !json.contains("values") || !json["values"].is_object())
    return damaged(file, "is no measured cell");
  if (json["key"] != key) return damaged(file, "holds another cell than its name says");
  CellOutcome out;
  for (const auto& [name, value] : json["values"].items()) {
    if (!value.is_array() || value.size() != 2 || !value[0].is_number() || !value[1].is_number_integer())
      return damaged(file, fmt::format("value '{}' is not [number, items]", name));
    out.values[name] = {value[0].get<double>(), value[1].get<int>()};
  }
  if (json.contains("payload")) out.payload = json["payload"];
  return out;
}

std::string_view name_of(Measure measure) {
  switch (measure) {
    case Measure::kInverse:
      return "inverse";
    case Measure::kNearest:
      return "nearest";
    case Measure::kLossMap:
      return "loss map";
    case Measure::kRedraw:
      return "redraw";
    case Measure::kLookalikes:
      return "lookalikes";
    case Measure::kForward:
      return "forward";
    case Measure::kPlainForward:
      return "plain forward";
    case Measure::kWarped:
      return "warped";
    case Measure::kAddClass:
      return "add class";
    case Measure::kPreset:
      return "preset";
    case Measure::kHolistic:
      return "holistic";
    case Measure::kHolisticForward:
      return "holistic forward";
    case Measure::kRings:
      return "rings";
    case Measure::kFooling:
      return "fooling";
    case Measure::kAutoencoder:
      return "autoencoder";
    case Measure::kOpenSet:
      return "open set";
    case Measure::kFewShotOpenSet:
      return "few-shot open set";
    case Measure::kFoolingModular:
      return "fooling, modules";
    case Measure::kClutter:
      return "clutter";
    case Measure::kGan:
      return "gan";
  }
  return "";
}

/// Noise as printed, so that 0.1F is 0.1 in keys.
double decimal(float value) {
  return std::round(static_cast<double>(value) * 1e6) / 1e6;
}

/// Everything that one network for all classes depends on.
Json holistic_key(const HolisticSetting& setting, const HolisticSizes& sizes) {
  return {{"classes", setting.classes},
          {"layers", setting.layers},
          {"examples", static_cast<int>(setting.examples)},
          {"noise", decimal(setting.noise)},
          {"noise_every_step", setting.noise_every_step},
          {"types", setting.types},
          {"repeller", setting.repeller},
          {"hard_gates", setting.hard_gates},
          {"cells", sizes.cells},
          {"presentations", sizes.presentations_of(setting.classes)},
          {"iterations", sizes.iterations}};
}

}  // namespace

CellStore::Key model_key(const ModelSpec& spec) {
  return {{"generator", "lstm"},
          {"data", spec.data->name},
          {"pool", spec.data->pool_fingerprint},
          {"selection", to_string(spec.selection)},
          {"exemplars", spec.exemplars},
          {"noise_in", decimal(spec.noise_in)},
          {"noise_out", decimal(spec.noise_out)},
          {"steps", spec.steps},
          {"seed", spec.seed}};
}

CellStore::Key cell_key(const Variant& variant, std::uint64_t seed, const PreparedData& data, int steps,
                        int forward_cells, const HolisticSizes& holistic) {
  ModelSpec spec{&data, variant.selection, variant.noise_in, variant.noise_out, steps,
                 seed,  variant.exemplars};
  if (!needs_model(variant.measure)) {
    spec.steps = 0;
    spec.noise_in = spec.noise_out = 0;
  }
  Json key = {
      {"format", kCellFormat}, {"measure", name_of(variant.measure)}, {"test", data.test_fingerprint}};
  if (variant.measure == Measure::kForward || variant.measure == Measure::kPlainForward)
    key["cells"] = forward_cells;
  if (variant.measure == Measure::kPreset) key["unlabelled"] = variant.unlabelled;
  if (!variant.known.empty()) key["known"] = variant.known;
  if (variant.holistic.classes > 0) key["holistic"] = holistic_key(variant.holistic, holistic);
  key["model"] = model_key(spec);
  return key;
}

CellStore::Key network_cell_key(const CellTask& task) {
  return {{"format", kCellFormat},
          {"measure", name_of(task.variant.measure)},
          {"data", task.data->name},
          {"pool", task.data->pool_fingerprint},
          {"test", task.data->test_fingerprint},
          {"vision", task.variant.measure == Measure::kGan ? gan_cell_key(task) : network_outcome_key(task)},
          {"seed", task.seed}};
}

Result<CellStore> CellStore::open(const fs::path& folder) {
  for (const char* part : {"cells", "models"}) {
    std::error_code error;
    fs::create_directories(folder / part, error);
    if (error)
      return Error(ErrorCode::kIo, "cannot make the folder: " + error.message(), (folder / part).string());
  }
  return CellStore(folder);
}

fs::path CellStore::cell_file(const Key& key) const {
  return folder_ / "cells" / (id_of(key) + ".json");
}

fs::path CellStore::network_file(const Key& key) const {
  return folder_ / "models" / (id_of(key) + ".network");
}

fs::path CellStore::model_file(const Key& key) const {
  return folder_ / "models" / (id_of(key) + ".resketch");
}

Result<std::optional<CellOutcome>> CellStore::load_cell(const Key& key) const {
  const fs::path file = cell_file(key);
  std::error_code error;
  if (!fs::exists(file, error)) return std::optional<CellOutcome>();
  const auto bytes = read_file(file, kLargestCell);
  if (!bytes) return bytes.error();
  const auto* text = reinterpret_cast<const char*>(bytes->data());
  const Json json = Json::parse(text, text + bytes->size(), nullptr, false);
  if (json.is_discarded()) return damaged(file, "is not JSON, so it is damaged");
  auto cell = parse_cell(json, key, file);
  if (!cell) return cell.error();
  return std::optional(*std::move(cell));
}

Result<void> CellStore::save_cell(const Key& key, const CellOutcome& outcome, const Json& record) const {
  Json values = Json::object();
  for (const auto& [name, quantity] : outcome.values) values[name] = {quantity.value, quantity.items};
  Json json = {{"key", key}, {"record", record}, {"values", values}};
  if (!outcome.payload.is_null()) json["payload"] = outcome.payload;
  return write_file_atomically(cell_file(key), json.dump());
}

Result<std::optional<Model>> CellStore::load_model(const Key& key, const ModelSpec& spec) const {
  const fs::path file = model_file(key);
  std::error_code error;
  if (!fs::exists(file, error)) return std::optional<Model>();
  auto model = resketch::load_model(file);
  if (!model) return damaged(file, model.error().message());
  const TrainingOptions wanted = published_training(spec);
  const bool fits = model->data_fingerprint == spec.data->pool_fingerprint &&
                    model->selection == to_string(spec.selection) && model->training.steps == wanted.steps &&
                    model->training.seed == wanted.seed && model->training.noise_in == wanted.noise_in &&
                    model->training.noise_out == wanted.noise_out;
  if (!fits) return damaged(file, "holds another model than its name says");
  return std::optional(*std::move(model));
}

Result<void> CellStore::save_model(const Key& key, const Model& model) const {
  return resketch::save_model(model, model_file(key));
}

}  // namespace resketch
