#include "training/train_modules.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <numeric>

#include "base/parallel.h"
#include "kernels/isa.h"
#include "training/group_checkpoint.h"
#include "training/lane_group.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kStepsAtOnce = 16;  // between two looks at the clock
constexpr int kMaxExemplars = 64;
constexpr int kMaxHidden = 1024;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Result<void> check(const TrainingOptions& o, std::span<const ExemplarSet> sets) {
  const auto refuse = [](std::string message) { return Error(ErrorCode::kUsage, std::move(message)); };
  if (o.hidden < 1 || o.hidden > kMaxHidden) {
    return refuse(fmt::format("hidden is {}; expected 1 to {}", o.hidden, kMaxHidden));
  }
  if (o.steps < 1) return refuse(fmt::format("steps is {}; expected at least 1", o.steps));
  if (!(o.learning_rate > 0) || !(o.learning_rate <= 10)) {
    return refuse(fmt::format("learning-rate is {}; expected more than 0 and at most 10", o.learning_rate));
  }
  for (const auto& [name, value] : {std::pair("noise-in", o.noise_in), std::pair("noise-out", o.noise_out)}) {
    if (!(value >= 0) || !(value <= 100))
      return refuse(fmt::format("{} is {}; expected 0 to 100", name, value));
  }
  for (const ExemplarSet& set : sets) {
    if (set.count > kMaxExemplars) {
      return refuse(fmt::format("class '{}' has {} exemplars; an LSTM module holds at most {}: choose fewer",
                                set.label, set.count, kMaxExemplars));
    }
  }
  return {};
}

/// Sets of equal K side by side, at most L a group, in the order of the sets.
std::vector<std::vector<int>> group_by_count(std::span<const ExemplarSet> sets) {
  std::vector<int> order(sets.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return sets[a].count < sets[b].count; });
  std::vector<std::vector<int>> groups;
  for (const int i : order) {
    const bool fits = !groups.empty() && static_cast<int>(groups.back().size()) < module_lanes() &&
                      sets[groups.back().front()].count == sets[i].count;
    if (!fits) groups.emplace_back();
    groups.back().push_back(i);
  }
  return groups;
}

/// Where all groups stand, reported a few times a second by whichever thread comes by.
class Reporter {
 public:
  Reporter(const TrainOptions& options, int groups, int steps_done)
      : options_(options), total_(static_cast<double>(groups) * options.training.steps), done_(steps_done) {}

  void add(int steps, double loss) {
    done_ += steps;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || !options_.progress || seconds_since(last_) < 0.1) return;
    last_ = Clock::now();
    const double share = static_cast<double>(options_.training.steps) / total_;
    const Progress progress{.stage = "training",
                            .unit = "steps",
                            .done = static_cast<double>(done_) * share,
                            .total = static_cast<double>(options_.training.steps),
                            .seconds = seconds_since(start_),
                            .loss = loss};
    if (!options_.progress(progress)) cancelled = true;
  }

  std::atomic<bool> cancelled = false;

 private:
  const TrainOptions& options_;
  double total_;
  std::atomic<long> done_;
  std::mutex mutex_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

/// Trains one group to its end, saving its state now and then.
Result<void> run_group(LaneGroup& group, const std::string& description, const fs::path& file,
                       const TrainOptions& options, Reporter& reporter) {
  auto saved = Clock::now();
  while (!group.finished()) {
    const int before = group.state().step;
    group.run(kStepsAtOnce);
    reporter.add(group.state().step - before, group.mean_loss());
    const bool due =
        seconds_since(saved) >= options.checkpoint_seconds || group.finished() || reporter.cancelled;
    if (!file.empty() && due) {
      if (auto ok = save_group(group, description, file); !ok) return ok;
      saved = Clock::now();
    }
    if (reporter.cancelled) return Error(ErrorCode::kCancelled, "training was stopped");
  }
  return {};
}

}  // namespace

Result<std::vector<Module>> train_modules(std::span<const ExemplarSet> sets, int steps, int dims,
                                          std::uint32_t first_number, const TrainOptions& options) {
  if (auto ok = check(options.training, sets); !ok) return ok.error();
  const auto members = group_by_count(sets);
  std::vector<std::unique_ptr<LaneGroup>> groups;
  std::vector<std::string> descriptions;
  std::vector<fs::path> files;
  if (!options.checkpoint.empty()) {
    std::error_code error;
    if (!options.resume) fs::remove_all(options.checkpoint, error);
    fs::create_directories(options.checkpoint, error);
    if (error)
      return Error(ErrorCode::kIo, "cannot make the checkpoint folder: " + error.message(),
                   options.checkpoint.string());
  }
  int steps_done = 0;
  for (const auto& group : members) {
    const LstmShape shape{sets[group.front()].count, options.training.hidden, dims, steps};
    std::vector<LaneTask> tasks;
    for (const int i : group) tasks.push_back({&sets[i], first_number + static_cast<std::uint32_t>(i)});
    groups.push_back(std::make_unique<LaneGroup>(shape, options.training, std::move(tasks)));
    descriptions.push_back(describe_group(*groups.back(), shape, options.training));
    files.push_back(options.checkpoint.empty()
                        ? fs::path()
                        : options.checkpoint / fmt::format("group-{:04}.safetensors", files.size()));
    if (options.resume && !files.back().empty()) {
      if (auto ok = resume_group(*groups.back(), descriptions.back(), files.back()); !ok) return ok.error();
      steps_done += groups.back()->state().step;
    }
  }

  Reporter reporter(options, static_cast<int>(groups.size()), steps_done);
  std::vector<Result<void>> results(groups.size());
  parallel_for(static_cast<int>(groups.size()), options.threads, [&](int g) {
    results[g] = run_group(*groups[g], descriptions[g], files[g], options, reporter);
  });
  for (const auto& result : results) {
    if (!result) return result.error();
  }

  std::vector<std::unique_ptr<Module>> trained(sets.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (int l = 0; l < groups[g]->lanes_used(); ++l) {
      const int i = members[g][l];
      const int diverged = groups[g]->state().diverged_at[l];
      if (diverged < 0) {
        trained[i] = std::make_unique<Module>(groups[g]->module(l));
      } else if (options.warn) {
        options.warn(
            fmt::format("class '{}' is left out: its loss stopped being a number at step {}; a smaller "
                        "learning rate may help",
                        sets[i].label, diverged));
      }
    }
  }
  std::vector<Module> modules;
  for (auto& module : trained) {
    if (module) modules.push_back(std::move(*module));
  }
  if (modules.empty())
    return Error(ErrorCode::kFailed,
                 "every module's loss stopped being a number; try a smaller learning rate");
  return modules;
}

}  // namespace resketch
