// Finished cells and models as files, so that interrupted work goes on where it stopped.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "measures/cell.h"
#include "resketch/error.h"

namespace resketch {

/// A folder with `cells/ID.json` and `models/ID.resketch`; ID is a hash of all that the content depends on
/// (its key), so experiments that need the same cell share it. Files are complete or absent; what is damaged
/// or does not hold its key is an error, never measured over silently.
class CellStore {
 public:
  using Key = nlohmann::ordered_json;

  /// Makes the folders. @errors kIo
  static Result<CellStore> open(const std::filesystem::path& folder);

  /// @returns nothing if there is no such cell @errors kBadInput with file and advice
  Result<std::optional<CellOutcome>> load_cell(const Key& key) const;
  Result<void> save_cell(const Key& key, const CellOutcome& outcome,
                         const nlohmann::ordered_json& record) const;

  Result<std::optional<Model>> load_model(const Key& key, const ModelSpec& spec) const;
  Result<void> save_model(const Key& key, const Model& model) const;

  std::filesystem::path cell_file(const Key& key) const;
  std::filesystem::path model_file(const Key& key) const;
  /// Where a network is kept while it is trained, and after; cells may share it.
  std::filesystem::path network_file(const Key& key) const;

 private:
  explicit CellStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

/// The keys of a model and of a cell. `forward_cells`: for each class.
CellStore::Key model_key(const ModelSpec& spec);
CellStore::Key cell_key(const Variant& variant, std::uint64_t seed, const PreparedData& data, int steps,
                        int forward_cells, const HolisticSizes& holistic);

/// The key of a cell that trains a network of its own.
CellStore::Key network_cell_key(const CellTask& task);

}  // namespace resketch
