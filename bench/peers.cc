#include "bench/peers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "bench/process.h"

namespace resketch::bench {
namespace {

/// Debian's torch belongs to Debian's Python, which need not be the first on the path.
std::string python() {
  const char* chosen = std::getenv("RESKETCH_PYTHON");
  if (chosen != nullptr && *chosen != '\0') return chosen;
  return std::filesystem::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
}

/// NumPy's format, version 1: magic, header padded to 64 bytes, little-endian floats.
std::string npy(std::span<const std::size_t> shape, std::span<const float> values) {
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({},), }}", fmt::join(shape, ", "));
  constexpr std::size_t kBefore = 10;  // magic, version, length of the header
  header.resize((kBefore + header.size() + 64) / 64 * 64 - kBefore, ' ');
  header.back() = '\n';
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(header.size() & 0xFF);
  file += static_cast<char>(header.size() >> 8);
  file += header;
  file.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  return file;
}

}  // namespace

std::optional<std::string> why_no_peers(const Options& options) {
  if (!options.effort.slow_peers) return "left out by --quick";
  const auto imported = run_process({python(), "-c", "import numpy, torch"}, /*silent=*/true);
  if (imported && imported->exit_code == 0) return std::nullopt;
  return fmt::format("{} has no PyTorch: ./run setup bench installs python3-torch", python());
}

PeerJob make_peer_job(const Workload& workload, const Options& options) {
  PeerJob job;
  job.add("inputs", workload.sets[0].count);
  job.add("hidden", workload.training.training.hidden);
  job.add("outputs", workload.preprocessing.dims);
  job.add("steps", workload.preprocessing.steps);
  job.add("threads", options.threads);
  return job;
}

void PeerJob::add(const std::string& name, std::span<const std::size_t> shape,
                  std::span<const float> values) {
  write_file_atomically(folder_->path() / (name + ".npy"), npy(shape, values)).value();
}

Result<PeerAnswer> PeerJob::run(const std::string& script, const std::string& task) const {
  nlohmann::json job(numbers_);
  job.update(nlohmann::json(counts_));
  if (auto ok = write_file_atomically(folder_->path() / "job.json", job.dump()); !ok) return ok.error();
  const auto answer_file = folder_->path() / "answer.json";
  std::error_code ignored;
  std::filesystem::remove(answer_file, ignored);
  const auto end = run_process(
      {python(), RESKETCH_SOURCE_FOLDER "/bench/peers/" + script + ".py", task, folder_->path().string()});
  if (!end) return end.error();
  if (end->exit_code != 0)
    return Error(ErrorCode::kFailed, fmt::format("{}.py ended with code {}", script, end->exit_code));
  constexpr std::uint64_t kMostBytes = 1 << 24;
  const auto bytes = read_file(answer_file, kMostBytes);
  if (!bytes) return bytes.error();
  const auto* const text = reinterpret_cast<const char*>(bytes->data());
  try {
    const auto answer = nlohmann::json::parse(text, text + bytes->size());
    // The reference BLAS would make the peer half as fast as it can be.
    if (!answer.at("openblas").get<bool>())
      return Error(
          ErrorCode::kFailed,
          "PyTorch runs on the reference BLAS here: ./run setup bench installs libopenblas0-pthread");
    return PeerAnswer{.seconds = answer.at("seconds"),
                      .blocks = answer.at("blocks"),
                      .threads = answer.at("threads"),
                      .losses = answer.at("losses")};
  } catch (const nlohmann::json::exception& wrong) {
    return Error(ErrorCode::kFailed, fmt::format("{}.py's answer: {}", script, wrong.what()));
  }
}

}  // namespace resketch::bench
