#include "bench/machine.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "kernels/isa.h"

namespace resketch::bench {
namespace {

/// From /proc/cpuinfo: "model name" on x86, nothing of the kind on some ARM machines.
std::string processor() {
  std::ifstream lines("/proc/cpuinfo");
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown";
}

/// Of the sources that this was built from, as they are now: "-dirty" says that they are no commit's.
std::string commit() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> git(
      popen("git -C '" RESKETCH_SOURCE_FOLDER "' describe --always --dirty 2>/dev/null", "r"), pclose);
  std::array<char, 128> line{};
  if (!git || std::fgets(line.data(), line.size(), git.get()) == nullptr) return "unknown";
  const std::string text = line.data();
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::string circumstances(const Options& options, const std::string& effort, const std::string& data) {
  return nlohmann::json({{"machine",
                          {{"processor", processor()},
                           {"cores", std::thread::hardware_concurrency()},
                           {"instruction_set", current_isa()}}},
                         {"compiler", __VERSION__},
                         {"commit", commit()},
                         {"threads", options.threads},
                         {"effort", effort},
                         {"runs", options.effort.runs},
                         {"data", data}})
      .dump();
}

}  // namespace resketch::bench
