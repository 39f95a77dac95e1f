#include "training/train_modules.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <numeric>

#include "base/parallel.h"
#include "base/share.h"
#include "kernels/isa.h"
#include "training/group_checkpoint.h"
#include "training/lane_group.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kStepsAtOnce = 16;  // between two looks at the clock
constexpr double kTurnSeconds = 0.02;
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
      : options_(options),
        total_(static_cast<double>(groups) * options.training.steps),
        resumed_(steps_done),
        done_(steps_done) {}

  void add(int steps, double loss) {
    done_ += steps;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock || seconds_since(last_) < 0.1) return;
    last_ = Clock::now();
    if (options_.ranks.failed && options_.ranks.failed()) cancelled = true;
    if (!options_.progress) return;
    const double share = static_cast<double>(options_.training.steps) / total_;
    const Progress progress{.stage = "training",
                            .unit = "steps",
                            .done = static_cast<double>(done_) * share,
                            .resumed = resumed_ * share,
                            .total = static_cast<double>(options_.training.steps),
                            .seconds = seconds_since(start_),
                            .loss = loss};
    if (!options_.progress(progress)) cancelled = true;
  }

  std::atomic<bool> cancelled = false;

 private:
  const TrainOptions& options_;
  double total_;
  double resumed_;
  std::atomic<long> done_;
  std::mutex mutex_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_{};
};

/// A set's module after training.
struct TrainedModule {
  Module module;
  int diverged_at = -1;  // the step at which its loss stopped being finite, or -1
};

/// Between ranks: all but label and exemplars, which every rank has.
template <typename Archive, MaybeConst<TrainedModule> T>
void visit(Archive& archive, T& trained) {
  auto& [label, shape, parameters, exemplars, seed, steps, loss] = trained.module;
  archive(trained.diverged_at, shape, parameters, seed, steps, loss);
}

/// A group that trains here, and where its state is kept.
struct Job {
  int number;  // of the group
  std::unique_ptr<LaneGroup> group;
  std::string description = {};
  fs::path file = {};  // empty: nowhere
  Clock::time_point saved = Clock::now();
};

/// Jobs that wait for a thread. They take turns: threads are busy to the end even where the jobs do not
/// divide evenly among them.
class Waiting {
 public:
  void add(Job& job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(&job);
  }

  /// The job that has waited longest. Null: all are in hand, and whoever has them needs no help.
  Job* take() {
    const std::lock_guard lock(mutex_);
    if (jobs_.empty()) return nullptr;
    Job* job = jobs_.front();
    jobs_.pop_front();
    return job;
  }

 private:
  std::mutex mutex_;
  std::deque<Job*> jobs_;
};

/// Trains one group for a while, and saves its state when that is due.
Result<void> take_turn(Job& job, const TrainOptions& options, Reporter& reporter) {
  LaneGroup& group = *job.group;
  const auto begun = Clock::now();
  do {
    const int before = group.state().step;
    group.run(kStepsAtOnce);
    reporter.add(group.state().step - before, group.mean_loss());
  } while (!group.finished() && !reporter.cancelled && seconds_since(begun) < kTurnSeconds);
  const bool due =
      seconds_since(job.saved) >= options.checkpoint_seconds || group.finished() || reporter.cancelled;
  if (job.file.empty() || !due) return {};
  job.saved = Clock::now();
  return save_group(group, job.description, job.file);
}

/// Trains all jobs to their ends.
Result<void> run_jobs(std::vector<Job>& jobs, const TrainOptions& options, Reporter& reporter) {
  Waiting waiting;
  for (Job& job : jobs) {
    if (!job.group->finished()) waiting.add(job);
  }
  std::vector<Result<void>> results(std::min<std::size_t>(thread_count(options.threads), jobs.size()));
  parallel_for(static_cast<int>(results.size()), options.threads, [&](int worker) {
    while (Job* job = waiting.take()) {
      results[worker] = take_turn(*job, options, reporter);
      if (!results[worker]) {
        reporter.cancelled = true;
        return;
      }
      if (!job->group->finished() && !reporter.cancelled) waiting.add(*job);
    }
  });
  for (const auto& result : results) {
    if (!result) return result;
  }
  if (reporter.cancelled) return Error(ErrorCode::kCancelled, "training was stopped");
  return {};
}

/// Rank 0 makes the checkpoint's folder, and empties it unless training goes on from it.
Result<void> prepare_folder(const fs::path& folder, bool resume, const Ranks& ranks) {
  if (folder.empty()) return {};
  std::error_code error;
  if (ranks.rank == 0) {
    if (!resume) fs::remove_all(folder, error);
    fs::create_directories(folder, error);
  }
  const auto made =
      agree(ranks, !error ? Result<void>()
                          : Error(ErrorCode::kIo, "cannot make the checkpoint folder: " + error.message(),
                                  folder.string()));
  if (made && !fs::is_directory(folder, error)) {
    return Error(ErrorCode::kIo, "the checkpoint folder that rank 0 made is not seen by all ranks",
                 folder.string());
  }
  return made;
}

/// Trains this rank's groups of sets.
/// @returns by group and lane; groups of other ranks are empty
Result<std::vector<std::vector<TrainedModule>>> train_groups(std::span<const ExemplarSet> sets,
                                                             const std::vector<std::vector<int>>& groups,
                                                             int steps, int dims, std::uint32_t first_number,
                                                             const TrainOptions& options) {
  std::vector<Job> jobs;
  int steps_done = 0;
  for (const int g : my_blocks(options.ranks, 1, static_cast<int>(groups.size()))) {
    const LstmShape shape{sets[groups[g].front()].count, options.training.hidden, dims, steps};
    std::vector<LaneTask> tasks;
    for (const int i : groups[g]) tasks.push_back({&sets[i], first_number + static_cast<std::uint32_t>(i)});
    Job job{.number = g, .group = std::make_unique<LaneGroup>(shape, options.training, std::move(tasks))};
    job.description = describe_group(*job.group, shape, options.training);
    if (!options.checkpoint.empty())
      job.file = options.checkpoint / fmt::format("group-{:04}.safetensors", g);
    if (options.resume && !job.file.empty()) {
      if (auto ok = resume_group(*job.group, job.description, job.file); !ok) return ok.error();
      steps_done += job.group->state().step;
    }
    jobs.push_back(std::move(job));
  }

  Reporter reporter(options, static_cast<int>(jobs.size()), steps_done);
  if (auto ok = run_jobs(jobs, options, reporter); !ok) return ok.error();
  std::vector<std::vector<TrainedModule>> trained(groups.size());
  for (const Job& job : jobs) {
    for (int l = 0; l < job.group->lanes_used(); ++l)
      trained[job.number].push_back({job.group->module(l), job.group->state().diverged_at[l]});
  }
  return trained;
}

}  // namespace

Result<std::vector<Module>> train_modules(std::span<const ExemplarSet> sets, int steps, int dims,
                                          std::uint32_t first_number, const TrainOptions& options) {
  if (auto ok = check(options.training, sets); !ok) return ok.error();
  if (auto ok = prepare_folder(options.checkpoint, options.resume, options.ranks); !ok) return ok.error();
  const auto groups = group_by_count(sets);
  auto trained = gather(options.ranks, 1, train_groups(sets, groups, steps, dims, first_number, options),
                        Ranks::To::kAll);
  if (!trained) return trained.error();
  std::vector<TrainedModule> by_set(sets.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (std::size_t l = 0; l < groups[g].size(); ++l) {
      const ExemplarSet& set = sets[groups[g][l]];
      TrainedModule& made = by_set[groups[g][l]] = std::move((*trained)[g][l]);
      made.module.label = set.label;
      made.module.exemplars = set.values;
    }
  }
  std::vector<Module> modules;
  for (TrainedModule& made : by_set) {
    if (made.diverged_at < 0) {
      modules.push_back(std::move(made.module));
    } else if (options.warn) {
      options.warn(
          fmt::format("class '{}' is left out: its loss stopped being a number at step {}; a smaller "
                      "learning rate may help",
                      made.module.label, made.diverged_at));
    }
  }
  if (modules.empty())
    return Error(ErrorCode::kFailed,
                 "every module's loss stopped being a number; try a smaller learning rate");
  return modules;
}

}  // namespace resketch
