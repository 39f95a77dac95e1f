// Runs the built command as a user would, and returns what it said.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace resketch::testing {

struct Outcome {
  int exit_code = -1;  ///< -1 if a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
};

struct ProcessOptions {
  std::filesystem::path folder;                    ///< working folder
  std::map<std::string, std::string> environment;  ///< set on top of the test's own
  std::string standard_output;                     ///< a file to write to instead of Outcome::out
  std::optional<std::uint64_t> largest_file;       ///< bytes that a file may grow to (RLIMIT_FSIZE)
  std::optional<double> signal_after;              ///< seconds until `signal` is sent
  int signal = 0;
};

/// The path of the command under test.
std::string command_path();

Outcome run_process(const std::string& program, const std::vector<std::string>& arguments,
                    const ProcessOptions& options);

}  // namespace resketch::testing
