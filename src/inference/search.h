// Searching one module's latents for a block of targets.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/aligned.h"
#include "inference/latent_atlas.h"
#include "inference/target_block.h"
#include "kernels/lstm_latent.h"
#include "kernels/lstm_normal.h"
#include "resketch/inference.h"

namespace resketch {

/// A module as inference sees it.
struct SearchModule {
  PackedLstm lstm;
  std::uint32_t number = 0;               ///< its index in the model; part of the random start's name
  std::optional<LatentAtlas> atlas = {};  ///< where Gauss-Newton begins; without it, where Adam does
};

/// Where the search ended, by lane.
struct SearchResult {
  AlignedVector<float> z;     ///< [K, L]
  AlignedVector<float> loss;  ///< [L], mean squared error of the drawing from z
};

/// A latent weight that lane l must leave at zero (`without[l]`), or -1; empty: none anywhere.
/// Used for redrawing an exemplar without itself.
using Without = std::span<const int>;

/// Buffers of one thread, made for one module shape.
struct SearchScratch {
  LatentTape latent;
  NormalTape normal;
  AlignedVector<float> gradient;  ///< [K, L]
  AlignedVector<float> matrix;    ///< [K (K + 1) / 2, L]

  explicit SearchScratch(const PackedLstm& lstm);
};

/// Searches with the method of `options`. The result of a lane depends on its target, the module and the
/// lane's item number alone.
SearchResult search(const SearchModule& module, const TargetBlock& targets, const InferenceOptions& options,
                    SearchScratch& scratch, Without without = {});

/// The published search. Source: MIC 2019, published code.
SearchResult adam_search(const SearchModule& module, const TargetBlock& targets,
                         const InferenceOptions& options, SearchScratch& scratch, Without without);

/// Gauss-Newton steps with Levenberg-Marquardt damping on the simplex {z >= 0, sum z = 1}.
/// Source: Nocedal & Wright 2006, chapters 10 and 16.
SearchResult gauss_newton_search(const SearchModule& module, const TargetBlock& targets,
                                 const InferenceOptions& options, SearchScratch& scratch, Without without);

/// The start: uniform in [1/K - spread, 1/K + spread], drawn per module and item; `without` at zero. z [K,
/// L].
AlignedVector<float> latent_start(const SearchModule& module, const TargetBlock& targets,
                                  const InferenceOptions& options, Without without);

}  // namespace resketch
