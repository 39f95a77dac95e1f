// Searching one module's latents for many targets.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "inference/latent_atlas.h"
#include "kernels/lstm_latent.h"
#include "kernels/lstm_normal.h"
#include "resketch/inference.h"

namespace resketch {

/// A module as inference sees it.
struct SearchModule {
  PackedLstm lstm;
  std::uint32_t number = 0;               ///< its index in the model; part of the random start's name
  std::optional<LatentAtlas> atlas = {};  ///< where Gauss-Newton begins; Adam needs none
};

/// Targets [N, T x D], row by row; for their random starts items are numbered from `first`.
struct SearchTargets {
  std::span<const float> values;
  int first = 0;
};

/// A target that a module is to redraw.
struct SearchTask {
  int target = 0;
  int without = -1;  ///< a latent weight to leave at zero: an exemplar is redrawn without itself; -1: none
  float bound =
      std::numeric_limits<float>::infinity();  ///< Gauss-Newton stops where this loss is out of reach
};

/// Where the search ended, by task.
struct SearchResult {
  std::vector<float> z;     ///< [tasks, K]
  std::vector<float> loss;  ///< [tasks], mean squared error of the drawing from z
};

/// Buffers of one thread, made for one module shape.
struct SearchScratch {
  LatentTape latent;
  NormalTape normal;
  AlignedVector<float> targets;   ///< [T x D, L]
  AlignedVector<float> z;         ///< [K, L]
  AlignedVector<float> loss;      ///< [L]
  AlignedVector<float> gradient;  ///< [K, L]
  AlignedVector<float> matrix;    ///< [K (K + 1) / 2, L]

  explicit SearchScratch(const PackedLstm& lstm);
};

/// Shows lane l of `scratch` the target.
void load_lane(const SearchTargets& targets, int target, int l, SearchScratch& scratch);

/// The published search. A task's result depends on its target, the module and the item's number alone.
/// Source: MIC 2019, published code.
SearchResult adam_search(const SearchModule& module, const SearchTargets& targets,
                         std::span<const SearchTask> tasks, const InferenceOptions& options,
                         SearchScratch& scratch);

/// Gauss-Newton steps with Levenberg-Marquardt damping on the simplex {z >= 0, sum z = 1}. A lane takes the
/// next task as soon as its own has converged. A task's result depends on target, start and module alone.
/// @param starts [tasks, K], on the simplex
/// Source: Nocedal & Wright 2006, chapters 10 and 16.
SearchResult gauss_newton_search(const SearchModule& module, const SearchTargets& targets,
                                 std::span<const SearchTask> tasks, std::span<const float> starts,
                                 const InferenceOptions& options, SearchScratch& scratch);

/// Adam's start [K] of a task: uniform in [1/K - spread, 1/K + spread], drawn per module and item; `without`
/// at zero.
std::vector<float> random_start(const SearchModule& module, const SearchTargets& targets,
                                const SearchTask& task, const InferenceOptions& options);

}  // namespace resketch
