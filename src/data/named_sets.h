// The data sets that are known by name, and where their files are looked for.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/dataset.h"

namespace resketch {

/// How a set's items come about.
enum class SetSource {
  kMatFolder,  ///< every .mat of its folder, in UCI's layout
  kIdxFolder,  ///< the four IDX files of the MNIST family
  kPen,        ///< drawn by our generator
  kEmbedded,   ///< part of the program
};

struct NamedSetEntry {
  std::string_view name;
  SetSource source;
  DataKind kind;
  std::string_view folder;  ///< below a data folder; empty where there are no files
  std::string_view description;
  std::string_view licence;
};

/// File names of the MNIST family, with or without .gz.
struct IdxNames {
  std::string_view images;
  std::string_view labels;
};
inline constexpr IdxNames kIdxTrain = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte"};
inline constexpr IdxNames kIdxTest = {"t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

std::span<const NamedSetEntry> named_set_table();
/// nullptr if there is no such set.
const NamedSetEntry* find_named_set(std::string_view name);
/// "characters, mnist, ..." for messages.
std::string named_set_list();

/// Where the set's files may be, first choice first: $RESKETCH_DATA, then $XDG_DATA_HOME/resketch or
/// ~/.local/share/resketch, each with the set's folder.
std::vector<std::filesystem::path> candidate_folders(const NamedSetEntry& set);
/// The first candidate that holds the set's files.
std::optional<std::filesystem::path> find_set_folder(const NamedSetEntry& set);

/// `name` or `name`.gz in `folder`, whichever is there.
std::optional<std::filesystem::path> find_idx_file(const std::filesystem::path& folder,
                                                   std::string_view name);
/// The .mat files of `folder`, by name; empty if there is no such folder.
std::vector<std::filesystem::path> mat_files(const std::filesystem::path& folder);

}  // namespace resketch
