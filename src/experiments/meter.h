// Progress of a run whose jobs run side by side.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>

#include "resketch/progress.h"

namespace resketch {

/// Where the whole run stands, told by jobs that run side by side.
class Meter {
 public:
  Meter(const ProgressFn& progress, double total_work, int jobs)
      : progress_(progress), total_(total_work), jobs_(jobs) {}

  /// Reports the running part of a job of so much work; takes what is reported back when it is destroyed.
  class Job {
   public:
    Job(Meter& meter, double work) : meter_(meter), work_(work) {}
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job() { meter_.add(-told_); }
    /// For the work's own progress; a job may have several stages, so its share never passes 95 %.
    ProgressFn callback() {
      return [this](const Progress& p) {
        const double share = p.total > 0 ? 0.95 * std::min(1.0, p.done / p.total) : 0;
        meter_.add(std::max(0.0, work_ * share - told_));
        told_ = std::max(told_, work_ * share);
        return meter_.report();
      };
    }

   private:
    Meter& meter_;
    double work_;
    double told_ = 0;
  };

  void finish(double work) {
    add(work);
    report();
  }
  bool cancelled() const { return cancelled_; }

 private:
  void add(double work) {
    const std::lock_guard guard(lock_);
    done_ += work;
  }
  bool report() {
    const std::unique_lock guard(lock_, std::try_to_lock);
    if (!guard || !progress_ || cancelled_) return !cancelled_;
    const double share = total_ > 0 ? done_ / total_ : 1;
    if (!progress_(
            {.stage = "measuring",
             .unit = "cells",
             .done = share * jobs_,
             .total = static_cast<double>(jobs_),
             .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count()}))
      cancelled_ = true;
    return !cancelled_;
  }

  const ProgressFn& progress_;
  double total_;
  int jobs_;
  double done_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::mutex lock_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace resketch
