// All modules redraw a target, but those that cannot win any more stop early.
#pragma once

#include <span>
#include <vector>

#include "inference/scratch_pool.h"
#include "inference/search.h"

namespace resketch {

/// Searches the latents of every module for every target by Gauss-Newton.
///
/// Unless options.exhaustive, the two modules of the nearest cached drawings go first, from two places each:
/// a loss has several valleys. The better of their losses is the bound of the others. Those whose cached
/// drawing is too far off never start and keep it as their result; the rest stop when the bound is out of
/// reach. Losses of modules that stopped are what they had reached: real drawings, not the best.
/// @param modules with atlases  @param without [C, N], or empty
/// @param threads among which modules are shared  @returns [C], the same for any number of threads
std::vector<SearchResult> race(std::span<const SearchModule> modules, const SearchTargets& targets,
                               std::span<const int> without, const InferenceOptions& options, int threads,
                               ScratchPool& scratches);

}  // namespace resketch
