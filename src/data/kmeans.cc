#include "data/kmeans.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>

#include "base/random.h"

namespace resketch {
namespace {

constexpr int kPatience = 5;  // iterations without a better state before a DTW run gives up

// Sums in four lanes of a fixed order: the same bits on every machine, and no reassociation needed to be
// fast.
float squared_euclidean(const float* a, const float* b, int length) {
  using Lanes = float __attribute__((vector_size(16)));
  Lanes sums[2] = {};
  int k = 0;
  for (; k + 8 <= length; k += 8) {
    for (int half = 0; half < 2; ++half) {
      Lanes x;
      Lanes y;
      std::memcpy(&x, a + k + 4 * half, sizeof x);
      std::memcpy(&y, b + k + 4 * half, sizeof y);
      sums[half] += (x - y) * (x - y);
    }
  }
  const Lanes sum = sums[0] + sums[1];
  float total = (sum[0] + sum[1]) + (sum[2] + sum[3]);
  for (; k < length; ++k) total += (a[k] - b[k]) * (a[k] - b[k]);
  return total;
}

// An item drawn with probability in proportion to its weight; the first unused one where all weights are 0.
int draw_weighted(const std::vector<double>& weights, const std::vector<int>& used, RandomStream& random) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double left = static_cast<double>(random.uniform()) * total;
  int drawn = -1;
  for (int n = 0; n < static_cast<int>(weights.size()); ++n) {
    if (weights[n] <= 0) continue;
    drawn = n;
    left -= weights[n];
    if (left < 0) break;
  }
  for (int n = 0; drawn < 0; ++n) {
    if (std::find(used.begin(), used.end(), n) == used.end()) drawn = n;
  }
  return drawn;
}

std::vector<float> plus_plus_start(const KMeansItems& items, int clusters, RandomStream random) {
  std::vector<int> chosen = {static_cast<int>(random.below(items.size()))};
  std::vector<double> nearest(items.size(), std::numeric_limits<double>::infinity());
  std::vector<float> centroids;
  while (true) {
    const auto latest = items[chosen.back()];
    centroids.insert(centroids.end(), latest.begin(), latest.end());
    if (static_cast<int>(chosen.size()) == clusters) return centroids;
    const std::vector<float> distances = items.distances(latest);
    for (int n = 0; n < items.size(); ++n) {
      nearest[n] = std::min(nearest[n], static_cast<double>(distances[n]));
    }
    chosen.push_back(draw_weighted(nearest, chosen, random));
  }
}

struct Assignment {
  std::vector<int> cluster;     // [N]
  std::vector<float> distance;  // [N] to that cluster's centroid
  double inertia = 0;
};

Assignment assign(const KMeansItems& items, const std::vector<float>& centroids, int clusters) {
  const std::vector<float> distances = items.distances(centroids);
  Assignment result;
  result.cluster.resize(items.size());
  result.distance.resize(items.size());
  for (int n = 0; n < items.size(); ++n) {
    const float* row = &distances[static_cast<std::size_t>(n) * clusters];
    const int best = static_cast<int>(std::min_element(row, row + clusters) - row);
    result.cluster[n] = best;
    result.distance[n] = row[best];
    result.inertia += row[best];
  }
  return result;
}

// Takes items from other clusters, farthest from their centroids first, for clusters that have none.
void fill_empty_clusters(Assignment& assignment, int clusters) {
  std::vector<int> sizes(clusters);
  for (const int cluster : assignment.cluster) ++sizes[cluster];
  for (int c = 0; c < clusters; ++c) {
    if (sizes[c] > 0) continue;
    int farthest = -1;
    for (int n = 0; n < static_cast<int>(assignment.cluster.size()); ++n) {
      if (sizes[assignment.cluster[n]] < 2) continue;
      if (farthest < 0 || assignment.distance[n] > assignment.distance[farthest]) farthest = n;
    }
    assert(farthest >= 0);  // K <= N: where a cluster is empty another has two
    --sizes[assignment.cluster[farthest]];
    assignment.cluster[farthest] = c;
    assignment.distance[farthest] = 0;
    sizes[c] = 1;
  }
}

std::vector<float> means(const KMeansItems& items, const std::vector<int>& cluster, int clusters) {
  const int length = items.length();
  std::vector<double> sums(static_cast<std::size_t>(clusters) * length);
  std::vector<int> sizes(clusters);
  for (int n = 0; n < items.size(); ++n) {
    double* sum = &sums[static_cast<std::size_t>(cluster[n]) * length];
    const float* item = items[n].data();
    for (int k = 0; k < length; ++k) sum[k] += item[k];
    ++sizes[cluster[n]];
  }
  std::vector<float> centroids(sums.size());
  for (std::size_t k = 0; k < sums.size(); ++k) {
    centroids[k] = static_cast<float>(sums[k] / sizes[k / length]);
  }
  return centroids;
}

}  // namespace

KMeansItems::KMeansItems(std::vector<const float*> rows, int steps, int dims, bool dtw, int band)
    : rows_(std::move(rows)), steps_(steps), dims_(dims), band_(band) {
  if (dtw) warped_.emplace_back(rows_, steps_, dims_);
}

std::vector<float> KMeansItems::distances(std::span<const float> centroids) const {
  const int clusters = static_cast<int>(centroids.size()) / length();
  if (!warped_.empty()) {
    std::vector<SequenceView> references;
    for (int c = 0; c < clusters; ++c) {
      references.push_back(
          {centroids.subspan(static_cast<std::size_t>(c) * length(), length()), steps_, dims_});
    }
    return dtw_distances(warped_.front(), references, band_);
  }
  std::vector<float> result(rows_.size() * clusters);
  for (int n = 0; n < size(); ++n) {
    for (int c = 0; c < clusters; ++c) {
      result[static_cast<std::size_t>(n) * clusters + c] =
          squared_euclidean(rows_[n], &centroids[static_cast<std::size_t>(c) * length()], length());
    }
  }
  return result;
}

KMeansResult kmeans_run(const KMeansItems& items, const KMeansOptions& options, std::uint32_t restart) {
  assert(options.clusters >= 1 && options.clusters <= items.size());
  std::vector<float> centroids = plus_plus_start(
      items, options.clusters, RandomStream(options.seed, kRandomKMeans, options.stream, restart));
  KMeansResult best;
  std::vector<int> previous;
  int waited = 0;
  for (int iteration = 0; iteration < std::max(1, options.max_iterations); ++iteration) {
    Assignment assignment = assign(items, centroids, options.clusters);
    best.history.push_back(assignment.inertia);
    const bool settled = assignment.cluster == previous;
    previous = assignment.cluster;
    if (iteration == 0 || assignment.inertia < best.inertia) {
      best.centroids = centroids;
      best.assignment = assignment.cluster;
      best.inertia = assignment.inertia;
      waited = 0;
    } else {
      ++waited;
    }
    if (settled || waited == kPatience) break;
    fill_empty_clusters(assignment, options.clusters);
    centroids = means(items, assignment.cluster, options.clusters);
  }
  return best;
}

}  // namespace resketch
