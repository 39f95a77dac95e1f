// Modules of one shape training side by side, a SIMD lane each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "kernels/lstm_training.h"
#include "resketch/exemplars.h"
#include "resketch/model.h"

namespace resketch {

/// What each lane trains: exemplars [K, T, D] and the number that names its random streams.
struct LaneTask {
  const ExemplarSet* exemplars = nullptr;
  std::uint32_t number = 0;
};

/// All that a group needs to go on later as if it had never stopped. Arrays are [..., L].
struct LaneGroupState {
  AlignedVector<float> parameters;  ///< [P, L]
  AlignedVector<float> m, v;        ///< [P, L] Adam's moments
  AlignedVector<float> best;        ///< [P, L] weights of the lowest smoothed loss; empty unless kept
  AlignedVector<float> best_loss;   ///< [L]
  AlignedVector<float> smoothed;    ///< [L] running mean of the loss
  AlignedVector<float> tail_loss;   ///< [L] sum of the losses of the last steps
  std::vector<int> diverged_at;     ///< [L] the step at which the loss stopped being finite, or -1
  int step = 0;                     ///< steps done
};

class LaneGroup {
 public:
  /// @param tasks 1..L tasks whose exemplar counts all equal shape.inputs
  LaneGroup(const LstmShape& shape, const TrainingOptions& options, std::vector<LaneTask> tasks);

  /// Trains up to `count` more steps, never beyond options.steps.
  void run(int count);

  bool finished() const { return state_.step >= options_.steps; }
  const LaneGroupState& state() const { return state_; }
  LaneGroupState& state() { return state_; }
  int lanes_used() const { return static_cast<int>(tasks_.size()); }
  const LaneTask& task(int lane) const { return tasks_[lane]; }

  /// Mean over the lanes of the smoothed training loss.
  double mean_loss() const;

  /// The trained module of a lane; label, shape, parameters and training record set.
  Module module(int lane) const;

 private:
  void draw_batch();
  void stop_diverged_lanes();
  void keep_best();
  int tail_begin() const { return options_.steps - std::max(1, options_.steps / 100); }

  LstmShape shape_;
  TrainingOptions options_;
  std::vector<LaneTask> tasks_;
  int lanes_;
  std::vector<std::uint32_t> numbers_;  // [L]
  LaneGroupState state_;
  TrainingTape tape_;
  AlignedVector<float> z_, targets_, gradients_, loss_;
};

}  // namespace resketch
