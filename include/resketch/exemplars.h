// Choosing the few examples that a class is allowed to keep.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "resketch/dataset.h"

namespace resketch {

enum class Selection {
  kRandom,   ///< drawn without replacement, seeded
  kKMeans,   ///< K-means centroids (not real samples)
  kNearest,  ///< the real samples nearest to the K-means centroids
  kAll,      ///< every sample
};

std::string_view to_string(Selection selection);
std::optional<Selection> parse_selection(std::string_view text);

struct ExemplarOptions {
  int per_class = 4;  ///< K; a class with fewer different items keeps all of them
  Selection selection = Selection::kRandom;
  std::uint64_t seed = 42;
  bool dtw = true;  ///< K-means compares sequences by DTW, else by Euclidean distance;
                    ///< images always by Euclidean distance
  int threads = 0;  ///< 0: all cores
};

/// The exemplars of one class, preprocessed.
struct ExemplarSet {
  std::string label;
  int count = 0;                              ///< K
  std::vector<float> values;                  ///< [K, T, D]
  std::vector<int> items = {};                ///< [K] of the pool; empty if they are centroids
  std::vector<std::vector<int>> groups = {};  ///< [K] items of the pool that an exemplar stands for; empty
                                              ///< where a class was not clustered
};

/// Chooses exemplars for every label of `pool` (already preprocessed: equal lengths). Of copies the first
/// alone counts: held out from each other, they would be explained so well that nothing else passed for
/// known. K-means: k-means++ starts from `seed`, DTW or Euclidean assignment, arithmetic means as update, as
/// published; runs on each class by itself. Exemplars come in the order drawn, or largest cluster first. The
/// same for any number of threads.
/// @param features  [N, S] what K-means compares, by Euclidean distance; empty: the items themselves
/// @errors kUsage if per_class < 1, features are not N rows, or centroids are asked for, which would be
///         features; kBadInput if a label of label_names has no item ("class 'x' has no
///         examples"), nothing is labelled or lengths differ
Result<std::vector<ExemplarSet>> choose_exemplars(const Dataset& pool, const ExemplarOptions& options = {},
                                                  std::span<const float> features = {});

}  // namespace resketch
