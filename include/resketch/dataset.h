// Ragged labelled sequences in memory, and how they get there from named sets and files.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

/// One sequence, not owned: `values` is [steps, dims], row by row. An image is `steps` rows of pixels.
struct SequenceView {
  std::span<const float> values;
  int steps = 0;
  int dims = 0;
};

/// What the values of a data set are; decides its preprocessing (see preprocessing.h).
enum class DataKind {
  kSeries,       ///< any sampled quantities
  kPenVelocity,  ///< pen-tip velocity x, y, then anything (UCI characters: force)
  kImage,        ///< rows of grey pixels in 0..1
};

std::string_view to_string(DataKind kind);
std::optional<DataKind> parse_data_kind(std::string_view text);

/// N sequences of unequal length and equal dims. Every value is finite: readers refuse the rest.
struct Dataset {
  std::string name;  ///< the named set or file it came from, for messages
  DataKind kind = DataKind::kSeries;
  int dims = 0;
  std::vector<float> values;              ///< all sequences, one after the other
  std::vector<std::uint64_t> first_step;  ///< N + 1; sequence n has steps first_step[n]..first_step[n+1]
  std::vector<int> labels;                ///< N; index into label_names, kUnlabelled where there is none
  std::vector<std::string> label_names;   ///< C
  std::vector<std::string> ids;           ///< N names of items, or empty: then an item's id is its index

  static constexpr int kUnlabelled = -1;

  int size() const { return first_step.empty() ? 0 : static_cast<int>(first_step.size()) - 1; }
  int steps(int item) const { return static_cast<int>(first_step[item + 1] - first_step[item]); }
  SequenceView operator[](int item) const {
    const auto length = static_cast<std::size_t>(steps(item)) * dims;
    return {std::span(values).subspan(first_step[item] * dims, length), steps(item), dims};
  }
  std::string id(int item) const { return ids.empty() ? std::to_string(item) : ids[item]; }

  /// Appends a sequence; `label` indexes label_names or is kUnlabelled.
  void append(std::span<const float> sequence, int label, std::string id = {});

  /// The items named by `items`, in that order; label_names stay as they are.
  Dataset subset(std::span<const int> items) const;

  /// SHA-256 (hex) over dims, lengths, labels, label names and values: the "data fingerprint".
  std::string fingerprint() const;
};

enum class Split {
  kAll,
  kPool,  ///< what exemplars may be drawn from
  kTest,
};

std::string_view to_string(Split split);
std::optional<Split> parse_split(std::string_view text);

struct LoadOptions {
  std::optional<Split> split = {};    ///< none: all of a file, the pool of a named set
  std::optional<DataKind> kind = {};  ///< none: what the format or named set implies
  int limit = 0;                      ///< keep the first `limit` items; 0 keeps all
  std::uint64_t seed = 42;            ///< of generated sets (pen)
};

/// Reads a named set (`characters`, `mnist`, `fashion-mnist`, `pen`, `digits-sample`) or a file
/// (.mat, IDX images with their labels beside them, .npy, .npz, .ts, .csv; .gz where usual).
/// Named sets are looked for under $RESKETCH_DATA, else in the user's data folder.
/// @errors kNotFound (says how to fetch), kBadInput with file and position, kUnsupported
Result<Dataset> load_dataset(const std::string& name_or_path, const LoadOptions& options = {});

/// Writes a file that load_dataset reads, by its suffix: .csv with names and labels; .npz with labels (X, y,
/// and where lengths differ `lengths`); .npy, values alone, all items of one length. Atomically.
/// @errors kUsage for other suffixes and for .npy of unequal lengths, kBadInput if it holds no items, kIo
Result<void> save_dataset(const Dataset& data, const std::string& path);

/// A named set as `resketch data list` shows it.
struct NamedSet {
  std::string name;
  std::string description;
  std::string licence;
  bool synthetic = false;
  bool embedded = false;  ///< needs no file
  bool present = false;   ///< its files are where they are looked for
  std::string folder;     ///< where they are looked for; empty if embedded
};

std::vector<NamedSet> named_sets();

struct FetchOptions {
  std::string base_url = {};  ///< replaces the publisher's address (tests, mirrors)
  ProgressFn progress = {};
};

/// Downloads a named set's files from its publisher into its folder; resumes what a broken download
/// left, checks size and SHA-256 where they are known. Files that are there already are left as they are.
/// @errors kUsage if the set needs no download, kFailed with address and reason
Result<void> fetch_dataset(const std::string& name, const FetchOptions& options = {});

}  // namespace resketch
