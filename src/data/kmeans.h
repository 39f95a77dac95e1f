// K-means on sequences of equal length, under Euclidean or DTW distance.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/dtw.h"
#include "resketch/dataset.h"

namespace resketch {

/// The N sequences to be clustered, [steps, dims] each. Those given must outlive it.
class KMeansItems {
 public:
  /// @param rows  N pointers to [steps, dims]
  /// @param dtw   distance is DTW instead of Euclidean
  KMeansItems(std::vector<const float*> rows, int steps, int dims, bool dtw, int band = kNoBand);

  int size() const { return static_cast<int>(rows_.size()); }
  int length() const { return steps_ * dims_; }
  std::span<const float> operator[](int item) const {
    return {rows_[item], static_cast<std::size_t>(length())};
  }

  /// Squared distances to `centroids` [K, steps, dims]: [N, K].
  std::vector<float> distances(std::span<const float> centroids) const;

 private:
  std::vector<const float*> rows_;
  int steps_;
  int dims_;
  int band_;
  std::vector<DtwItems> warped_;  // the one packing for DTW, or none
};

struct KMeansOptions {
  int clusters = 4;  ///< K, 1..N
  int max_iterations = 50;
  std::uint64_t seed = 42;
  std::uint32_t stream = 0;  ///< keeps the random numbers of several clusterings (classes) apart
};

struct KMeansResult {
  std::vector<float> centroids;  ///< [K, steps, dims]
  std::vector<int> assignment;   ///< [N]: the centroid nearest to each item
  double inertia = 0;            ///< sum of squared distances to the nearest centroid
  std::vector<double> history;   ///< inertia at every assignment; its least is `inertia`
};

/// One run from a k-means++ start; `restart` numbers the start. Single-threaded: callers run restarts and
/// classes side by side.
///
/// Updates are arithmetic means, as published. Under DTW these do not minimise the inertia, so it may rise on
/// the way: the best state met is returned, and the run ends when assignments repeat or nothing better was
/// met for some iterations. An empty cluster is given the item farthest from its own centroid.
/// Source: Arthur & Vassilvitskii 2007 (k-means++), Lloyd 1982.
KMeansResult kmeans_run(const KMeansItems& items, const KMeansOptions& options, std::uint32_t restart);

}  // namespace resketch
