// What tests of the command stand on: a folder of their own, small data and small models.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/temporary_folder.h"
#include "cli/process.h"

namespace resketch::testing {

using Json = nlohmann::ordered_json;

/// Closed curves of `classes` kinds ("a", "b", ...), `per_class` items each, 12 to 15 steps of x and y, as a
/// long-form CSV file. Equal arguments give equal files; `first` chooses other items of the same kinds.
std::string curves_csv(int classes = 3, int per_class = 6, int first = 0);

/// `data` with the label column taken out.
std::string without_labels(const std::string& csv);

std::string read_text(const std::filesystem::path& path);

/// Runs in a folder of its own that it starts in: file names are relative to it.
class CommandTest : public ::testing::Test {
 protected:
  CommandTest();

  Outcome resketch(const std::vector<std::string>& arguments);
  /// The same, and fails the test unless it ends with 0.
  Outcome succeed(const std::vector<std::string>& arguments);
  /// Its stdout as one JSON value.
  Json json_of(const std::vector<std::string>& arguments);
  /// Its stdout as one JSON value a line.
  std::vector<Json> json_lines_of(const std::vector<std::string>& arguments);

  /// Whether RESKETCH_DATA holds the folder `set`; the command then reads it. Otherwise it finds no data.
  bool use_data(const std::string& set);

  void write(const std::string& name, std::string_view bytes);
  std::string read(const std::string& name) const { return read_text(folder_ / name); }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
  /// Names of everything in the folder, below it too.
  std::set<std::string> files() const;

  /// Writes curves.csv and trains `name` on it, in a fraction of a second.
  void train_small(const std::string& name = "m.resketch", const std::vector<std::string>& more = {});

  TemporaryFolder folder_;
  ProcessOptions options_;
};

}  // namespace resketch::testing
