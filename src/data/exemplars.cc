#include "resketch/exemplars.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "base/parallel.h"
#include "base/random.h"
#include "data/copies.h"
#include "data/kmeans.h"

namespace resketch {
namespace {

constexpr std::array<std::pair<Selection, std::string_view>, 4> kSelections = {{
    {Selection::kRandom, "random"},
    {Selection::kKMeans, "kmeans"},
    {Selection::kNearest, "nearest"},
    {Selection::kAll, "all"},
}};

constexpr int kRestarts = 4;

// A class whose exemplars K-means has to find.
struct Clustering {
  int label = 0;
  KMeansItems items;
  std::vector<KMeansResult> runs;
};

bool clusters(Selection selection) {
  return selection == Selection::kKMeans || selection == Selection::kNearest;
}

// The first K of a random permutation, in the order drawn: a smaller K gives the beginning of a larger one.
std::vector<int> draw(std::vector<int> members, int count, RandomStream random) {
  for (int k = 0; k < count; ++k) {
    const auto other = k + random.below(static_cast<std::uint32_t>(members.size()) - k);
    std::swap(members[k], members[other]);
  }
  members.resize(count);
  return members;
}

// Clusters by falling size, then by their first member.
std::vector<int> cluster_order(const KMeansResult& run, int count) {
  std::vector<std::tuple<int, int, int>> keys;  // -size, first member, cluster
  for (int c = 0; c < count; ++c) {
    const auto first = std::find(run.assignment.begin(), run.assignment.end(), c);
    keys.emplace_back(-static_cast<int>(std::count(run.assignment.begin(), run.assignment.end(), c)),
                      static_cast<int>(first - run.assignment.begin()), c);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<int> order;
  for (const auto& key : keys) order.push_back(std::get<2>(key));
  return order;
}

// For every centroid a different item; the closest pairs choose first.
std::vector<int> nearest_items(const KMeansItems& items, const KMeansResult& run, int count) {
  const std::vector<float> distances = items.distances(run.centroids);
  std::vector<std::size_t> pairs(distances.size());
  std::iota(pairs.begin(), pairs.end(), std::size_t{0});
  std::stable_sort(pairs.begin(), pairs.end(),
                   [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
  std::vector<int> item_of(count, -1);
  std::vector<bool> taken(items.size());
  for (const std::size_t pair : pairs) {
    const int item = static_cast<int>(pair / count);
    const int centroid = static_cast<int>(pair % count);
    if (item_of[centroid] >= 0 || taken[item]) continue;
    item_of[centroid] = item;
    taken[item] = true;
  }
  return item_of;
}

void take_item(int item, const Dataset& pool, ExemplarSet& set) {
  const auto values = pool[item].values;
  set.values.insert(set.values.end(), values.begin(), values.end());
  set.items.push_back(item);
}

/// @param members items of the pool that were clustered
void take_clusters(const Clustering& clustering, const Dataset& pool, const std::vector<int>& members,
                   const ExemplarOptions& options, ExemplarSet& set) {
  // min_element takes the first of equals, so that the choice does not depend on the order of the runs' ends.
  const KMeansResult& run =
      *std::min_element(clustering.runs.begin(), clustering.runs.end(),
                        [](const KMeansResult& a, const KMeansResult& b) { return a.inertia < b.inertia; });
  const int length = clustering.items.length();
  std::vector<int> real;
  if (options.selection == Selection::kNearest) {
    real = nearest_items(clustering.items, run, options.per_class);
  }
  for (const int c : cluster_order(run, options.per_class)) {
    if (real.empty()) {
      const auto centroid = std::span(run.centroids).subspan(static_cast<std::size_t>(c) * length, length);
      set.values.insert(set.values.end(), centroid.begin(), centroid.end());
    } else {
      take_item(members[real[c]], pool, set);
    }
    std::vector<int>& group = set.groups.emplace_back();
    for (std::size_t n = 0; n < members.size(); ++n) {
      if (run.assignment[n] == c) group.push_back(members[n]);
    }
  }
}

std::optional<Error> check(const Dataset& pool, const ExemplarOptions& options,
                           std::span<const float> features) {
  if (options.per_class < 1) {
    return Error(ErrorCode::kUsage,
                 fmt::format("{} exemplars a class asked for; at least 1 is needed", options.per_class));
  }
  if (pool.size() == 0)
    return Error(ErrorCode::kBadInput, "there are no items to choose exemplars from", pool.name);
  if (features.size() % pool.size() != 0) {
    return Error(ErrorCode::kUsage,
                 fmt::format("{} values cannot be shared out among {} items", features.size(), pool.size()));
  }
  if (!features.empty() && options.selection == Selection::kKMeans)
    return Error(ErrorCode::kUsage, "centroids of features are no items; choose the items nearest to them");
  for (int n = 1; n < pool.size(); ++n) {
    if (pool.steps(n) != pool.steps(0)) {
      return Error(
          ErrorCode::kBadInput,
          fmt::format("{} steps, but item {} has {}; exemplars are chosen among preprocessed items of "
                      "equal length",
                      pool.steps(n), pool.id(0), pool.steps(0)),
          pool.name, "item " + pool.id(n));
    }
  }
  const bool labelled = std::any_of(pool.labels.begin(), pool.labels.end(),
                                    [](int label) { return label != Dataset::kUnlabelled; });
  if (!labelled) {
    return Error(ErrorCode::kBadInput, "no item has a label; exemplars are chosen for each label", pool.name);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(Selection selection) {
  for (const auto& [known, name] : kSelections) {
    if (known == selection) return name;
  }
  return "?";
}

std::optional<Selection> parse_selection(std::string_view text) {
  for (const auto& [selection, name] : kSelections) {
    if (name == text) return selection;
  }
  return std::nullopt;
}

Result<std::vector<ExemplarSet>> choose_exemplars(const Dataset& pool, const ExemplarOptions& options,
                                                  std::span<const float> features) {
  if (const auto error = check(pool, options, features)) return *error;
  const int classes = static_cast<int>(pool.label_names.size());
  std::vector<std::vector<int>> members = distinct_items(pool);
  const bool by_features = !features.empty();
  const bool dtw = options.dtw && pool.kind != DataKind::kImage && !by_features;
  const int steps = by_features ? 1 : pool.steps(0);
  const int dims = by_features ? static_cast<int>(features.size() / pool.size()) : pool.dims;
  std::vector<ExemplarSet> sets(classes);
  std::vector<Clustering> clusterings;
  for (int c = 0; c < classes; ++c) {
    sets[c].label = pool.label_names[c];
    if (members[c].empty()) {
      return Error(ErrorCode::kBadInput, fmt::format("class '{}' has no examples", sets[c].label), pool.name);
    }
    const int size = static_cast<int>(members[c].size());
    const bool keep_all = options.selection == Selection::kAll || size <= options.per_class;
    if (!keep_all && clusters(options.selection)) {
      std::vector<const float*> rows;
      for (const int n : members[c])
        rows.push_back(by_features ? &features[static_cast<std::size_t>(n) * dims] : pool[n].values.data());
      clusterings.push_back(
          {c, KMeansItems(std::move(rows), steps, dims, dtw), std::vector<KMeansResult>(kRestarts)});
      continue;
    }
    if (!keep_all) {
      members[c] = draw(std::move(members[c]), options.per_class,
                        RandomStream(options.seed, kRandomExemplars, static_cast<std::uint32_t>(c)));
    }
    for (const int n : members[c]) take_item(n, pool, sets[c]);
  }

  parallel_for(static_cast<int>(clusterings.size()) * kRestarts, options.threads, [&](int task) {
    Clustering& clustering = clusterings[task / kRestarts];
    const int restart = task % kRestarts;
    const KMeansOptions kmeans = {.clusters = options.per_class,
                                  .seed = options.seed,
                                  .stream = static_cast<std::uint32_t>(clustering.label)};
    clustering.runs[restart] = kmeans_run(clustering.items, kmeans, static_cast<std::uint32_t>(restart));
  });
  for (const Clustering& clustering : clusterings) {
    take_clusters(clustering, pool, members[clustering.label], options, sets[clustering.label]);
  }

  const std::size_t length = static_cast<std::size_t>(pool.steps(0)) * pool.dims;
  for (ExemplarSet& set : sets) set.count = static_cast<int>(set.values.size() / length);
  return sets;
}

}  // namespace resketch
