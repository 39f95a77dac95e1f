// The job that most figures are about: the published character modules and their targets.
#pragma once

#include <string>
#include <vector>

#include "bench/bench.h"
#include "resketch/resketch.h"

namespace resketch::bench {

struct Workload {
  std::string data;               ///< "characters", or "pen" where there are none
  Dataset pool;                   ///< raw
  Dataset test;                   ///< raw
  Preprocessing preprocessing;    ///< of the pool
  std::vector<ExemplarSet> sets;  ///< K = 4 a class, drawn at random, seed 42
  TrainOptions training;          ///< as published, with `steps` set
  Model published;                ///< LSTM modules trained with it
  Model standard;                 ///< the default preset's
};

/// Loads or draws the data and trains both models.
Workload make_workload(const Options& options, const Report& report);

/// `count` items spread evenly over `data` (all, where it has fewer).
Dataset some_items(const Dataset& data, int count);

/// Every item as a set of its own.
std::vector<Dataset> one_by_one(const Dataset& data);

/// Thread counts to show scaling by: 1, 2, 4, ... and `most` itself.
std::vector<int> thread_counts(int most);

/// "1 thread", "2 threads"
std::string threads_text(int threads);

/// "400 targets x 20 modules"
std::string size_text(const Dataset& items, const Model& model);

}  // namespace resketch::bench
