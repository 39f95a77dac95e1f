#include "cli/command_test.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace resketch::testing {

std::string curves_csv(int classes, int per_class, int first) {
  std::string csv = "id,step,x,y,label\n";
  for (int c = 0; c < classes; ++c) {
    for (int i = first; i < first + per_class; ++i) {
      const char label = static_cast<char>('a' + c);
      for (int t = 0; t < 12 + i % 4; ++t) {
        const double phase = 0.5 * t + 0.03 * i;
        csv += fmt::format("{}{},{},{:.6f},{:.6f},{}\n", label, i, t, std::sin((c + 1) * phase) + 0.02 * i,
                           std::cos((2 * c + 1) * phase) - 0.01 * i, label);
      }
    }
  }
  return csv;
}

std::string without_labels(const std::string& csv) {
  std::istringstream lines(csv);
  std::string out;
  for (std::string line; std::getline(lines, line);) out += line.substr(0, line.rfind(',')) + "\n";
  return out;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

CommandTest::CommandTest() {
  options_.folder = folder_.path();
  options_.environment = {{"RESKETCH_DATA", (folder_ / "no-data").string()},
                          {"HOME", folder_.path().string()},
                          {"XDG_DATA_HOME", (folder_ / "no-data").string()}};
}

Outcome CommandTest::resketch(const std::vector<std::string>& arguments) {
  return run_process(command_path(), arguments, options_);
}

Outcome CommandTest::succeed(const std::vector<std::string>& arguments) {
  Outcome outcome = resketch(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return outcome;
}

Json CommandTest::json_of(const std::vector<std::string>& arguments) {
  const Outcome outcome = succeed(arguments);
  Json value = Json::parse(outcome.out, nullptr, false);
  EXPECT_FALSE(value.is_discarded()) << outcome.out;
  return value;
}

std::vector<Json> CommandTest::json_lines_of(const std::vector<std::string>& arguments) {
  std::istringstream lines(succeed(arguments).out);
  std::vector<Json> values;
  for (std::string line; std::getline(lines, line);) {
    values.push_back(Json::parse(line, nullptr, false));
    EXPECT_FALSE(values.back().is_discarded()) << line;
  }
  return values;
}

bool CommandTest::use_data(const std::string& set) {
  const char* folder = std::getenv("RESKETCH_DATA");
  if (folder == nullptr || !std::filesystem::exists(std::filesystem::path(folder) / set)) return false;
  options_.environment["RESKETCH_DATA"] = folder;
  return true;
}

void CommandTest::write(const std::string& name, std::string_view bytes) {
  std::ofstream file(folder_ / name, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(file.flush());
}

std::set<std::string> CommandTest::files() const {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
    names.insert(std::filesystem::relative(entry.path(), folder_.path()).string());
  }
  return names;
}

void CommandTest::train_small(const std::string& name, const std::vector<std::string>& more) {
  write("curves.csv", curves_csv());
  std::vector<std::string> arguments{"train", "curves.csv", "-o", name, "--hidden", "4", "--steps", "300"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  succeed(arguments);
}

}  // namespace resketch::testing
