// The PyTorch peers: what they are given, running them, and what they answer.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "bench/temporary_folder.h"
#include "bench/workload.h"

namespace resketch::bench {

/// Why the peers are not to run or cannot, with what to install; nothing if they can.
std::optional<std::string> why_no_peers(const Options& options);

struct PeerAnswer {
  double seconds = 0;  ///< median over its blocks
  int blocks = 0;
  int threads = 0;  ///< the one or the all that were faster
  std::vector<double> losses;
};

/// A folder with numbers and arrays that a script in bench/peers/ works on.
class PeerJob {
 public:
  /// @errors throws Error if it cannot be written
  void add(const std::string& name, std::span<const std::size_t> shape, std::span<const float> values);
  void add(const std::string& name, double number) { numbers_[name] = number; }
  void add(const std::string& name, int number) { counts_[name] = number; }

  /// Runs bench/peers/SCRIPT.py TASK. @errors kFailed if it fails or answers what cannot be read
  Result<PeerAnswer> run(const std::string& script, const std::string& task) const;

 private:
  std::unique_ptr<TemporaryFolder> folder_ = std::make_unique<TemporaryFolder>();
  std::map<std::string, double> numbers_;
  std::map<std::string, int> counts_;
};

/// A job with the sizes of the workload's modules and the threads that are allowed.
PeerJob make_peer_job(const Workload& workload, const Options& options);

/// The workload's training by the peers, against `our_seconds` for all published steps.
void bench_training_peers(const Options& options, const Workload& workload, double our_seconds,
                          Report& report);

/// The published search by the peers, against `our_seconds` in which we came to `decisions` about `items`.
void bench_inference_peers(const Options& options, const Workload& workload, const Dataset& items,
                           const std::vector<Decision>& decisions, double our_seconds, Report& report);

}  // namespace resketch::bench
