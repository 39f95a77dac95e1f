#include "data/named_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace resketch {
namespace {

namespace fs = std::filesystem;

constexpr std::array<NamedSetEntry, 5> kTable = {{
    {"characters", SetSource::kMatFolder, DataKind::kPenVelocity, "character-trajectories",
     "UCI Character Trajectories: pen velocity and force at 200 Hz, 20 single-stroke letters, one writer",
     "CC BY 4.0"},
    {"mnist", SetSource::kIdxFolder, DataKind::kImage, "mnist",
     "MNIST: handwritten digits, 28 x 28, 60,000 for training and 10,000 for testing", "CC BY-SA 3.0"},
    {"fashion-mnist", SetSource::kIdxFolder, DataKind::kImage, "fashion-mnist",
     "Fashion-MNIST: photographs of clothing, 28 x 28, 10 classes", "MIT"},
    {"pen", SetSource::kPen, DataKind::kPenVelocity, "",
     "Synthetic single-stroke letters drawn by Resketch itself: 20 letters, 100 for the pool and 20 for "
     "testing",
     "Apache-2.0"},
    {"digits-sample", SetSource::kEmbedded, DataKind::kImage, "",
     "A sample of MNIST that is part of the program: 20 training and 50 test images a digit", "CC BY-SA 3.0"},
}};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool has_files(const NamedSetEntry& set, const fs::path& folder) {
  if (set.source == SetSource::kMatFolder) return !mat_files(folder).empty();
  for (const IdxNames& names : {kIdxTrain, kIdxTest}) {
    if (!find_idx_file(folder, names.images) || !find_idx_file(folder, names.labels)) return false;
  }
  return true;
}

}  // namespace

std::span<const NamedSetEntry> named_set_table() {
  return kTable;
}

const NamedSetEntry* find_named_set(std::string_view name) {
  const auto* found =
      std::find_if(kTable.begin(), kTable.end(), [&](const NamedSetEntry& set) { return set.name == name; });
  return found == kTable.end() ? nullptr : found;
}

std::string named_set_list() {
  std::vector<std::string_view> names;
  for (const NamedSetEntry& set : kTable) names.push_back(set.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::vector<fs::path> candidate_folders(const NamedSetEntry& set) {
  if (set.folder.empty()) return {};
  std::vector<fs::path> folders;
  if (const auto data = environment("RESKETCH_DATA"); !data.empty())
    folders.push_back(fs::path(data) / set.folder);
  // The XDG base directory rules: a relative path in the variable counts as none.
  if (const fs::path user = environment("XDG_DATA_HOME"); user.is_absolute()) {
    folders.push_back(user / "resketch" / set.folder);
  } else if (const auto home = environment("HOME"); !home.empty()) {
    folders.push_back(fs::path(home) / ".local/share/resketch" / set.folder);
  }
  return folders;
}

std::optional<fs::path> find_set_folder(const NamedSetEntry& set) {
  for (const fs::path& folder : candidate_folders(set)) {
    if (has_files(set, folder)) return folder;
  }
  return std::nullopt;
}

std::optional<fs::path> find_idx_file(const fs::path& folder, std::string_view name) {
  std::error_code ignored;
  for (const std::string_view ending : {"", ".gz"}) {
    const fs::path path = folder / fmt::format("{}{}", name, ending);
    if (fs::is_regular_file(path, ignored)) return path;
  }
  return std::nullopt;
}

std::vector<fs::path> mat_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".mat" && entry->is_regular_file(ignored))
      files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<NamedSet> named_sets() {
  std::vector<NamedSet> sets;
  for (const NamedSetEntry& entry : kTable) {
    NamedSet set;
    set.name = entry.name;
    set.description = entry.description;
    set.licence = entry.licence;
    set.synthetic = entry.source == SetSource::kPen;
    set.embedded = entry.folder.empty();
    set.present = set.embedded || find_set_folder(entry).has_value();
    if (const auto folders = candidate_folders(entry); !folders.empty()) {
      set.folder = find_set_folder(entry).value_or(folders.front()).string();
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

}  // namespace resketch
