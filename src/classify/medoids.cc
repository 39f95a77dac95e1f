#include "classify/medoids.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "base/parallel.h"
#include "classify/items_as_classes.h"
#include "data/copies.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

constexpr std::size_t kMostItems = 256;  // their pairs cost a class a fraction of a second
constexpr int kMostRounds = 16;

/// How likely each of N items is under each of them as the only exemplar: exp(evidence / temperature), the
/// likeliest of an item 1.
class Likelihoods {
 public:
  /// @param items  of `pool`
  /// @param model  items_as_classes() of them
  static Result<Likelihoods> make(std::span<const int> items, const Dataset& pool, const Model& model) {
    const auto generator = make_exemplar_generator(model, Effort::kExhaustive);
    if (!generator) return generator.error();
    const double temperature = (*generator)->usual_temperature().value;
    Likelihoods out(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::span row = std::span(out.values_).subspan(i * items.size(), items.size());
      (*generator)->explain(pool[items[i]].values, row, nullptr);
      const double best = std::ranges::max(row);
      for (double& value : row) value = std::exp((value - best) / temperature);
    }
    return out;
  }

  std::size_t size() const { return size_; }
  double operator()(std::size_t item, std::size_t exemplar) const { return values_[item * size_ + exemplar]; }

 private:
  explicit Likelihoods(std::size_t size) : size_(size), values_(size * size) {}

  std::size_t size_;
  std::vector<double> values_;  // [item, exemplar]
};

/// The gain in the log likelihood of all items, up to a constant, of the mixture of `rest`, summed by item,
/// and one more exemplar.
double log_likelihood(const Likelihoods& likelihoods, const std::vector<double>& rest, std::size_t exemplar) {
  double sum = 0;
  for (std::size_t i = 0; i < rest.size(); ++i)
    sum += std::log(rest[i] + likelihoods(i, exemplar) + std::numeric_limits<double>::min());
  return sum;
}

/// Swaps `medoids` (places 0..N-1) for better ones. @returns whether any was
bool swap_once_each(const Likelihoods& likelihoods, std::vector<std::size_t>& medoids) {
  constexpr double kLeastGain = 1e-9;
  bool swapped = false;
  for (std::size_t& medoid : medoids) {
    std::vector<double> rest(likelihoods.size());
    for (const std::size_t other : medoids) {
      for (std::size_t i = 0; other != medoid && i < rest.size(); ++i) rest[i] += likelihoods(i, other);
    }
    std::size_t best = medoid;
    double most = log_likelihood(likelihoods, rest, medoid) + kLeastGain;
    for (std::size_t candidate = 0; candidate < likelihoods.size(); ++candidate) {
      if (std::ranges::find(medoids, candidate) != medoids.end()) continue;
      const double found = log_likelihood(likelihoods, rest, candidate);
      if (found <= most) continue;
      most = found;
      best = candidate;
    }
    swapped |= best != medoid;
    medoid = best;
  }
  return swapped;
}

/// The items that take part: the exemplars first, then others of the class, evenly spread.
std::vector<int> taking_part(const ExemplarSet& set, std::vector<int> others) {
  std::erase_if(others, [&](int item) { return std::ranges::find(set.items, item) != set.items.end(); });
  const std::size_t taken =
      std::min(others.size(), std::max(kMostItems, 2 * set.items.size()) - set.items.size());
  std::vector<int> items = set.items;
  for (std::size_t i = 0; i < taken; ++i) items.push_back(others[i * others.size() / taken]);
  return items;
}

/// Groups of the items around their medoids, the largest first.
void regroup(const Likelihoods& likelihoods, const std::vector<std::size_t>& medoids,
             const std::vector<int>& items, ExemplarSet& set) {
  std::vector<std::pair<int, std::vector<int>>> clusters;  // medoid, its group
  for (const std::size_t medoid : medoids) clusters.push_back({items[medoid], {items[medoid]}});
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (std::ranges::find(medoids, i) != medoids.end()) continue;
    const auto best =
        std::ranges::max_element(medoids, {}, [&](std::size_t medoid) { return likelihoods(i, medoid); });
    clusters[best - medoids.begin()].second.push_back(items[i]);
  }
  for (auto& [medoid, group] : clusters) std::ranges::sort(group);
  std::ranges::sort(clusters, [](const auto& a, const auto& b) {
    return a.second.size() != b.second.size() ? a.second.size() > b.second.size() : a.first < b.first;
  });
  set.items.clear();
  set.groups.clear();
  for (auto& [medoid, group] : clusters) {
    set.items.push_back(medoid);
    set.groups.push_back(std::move(group));
  }
}

}  // namespace

Result<void> choose_medoids(std::vector<Module>& modules, std::vector<ExemplarSet>& sets, const Dataset& pool,
                            const Model& model, int threads) {
  const std::vector<std::vector<int>> of_class = distinct_items(pool);
  std::vector<Result<void>> done(sets.size());
  parallel_for(static_cast<int>(sets.size()), threads, [&](int c) {
    ExemplarSet& set = sets[c];
    const std::vector<int> items = taking_part(set, of_class[c]);
    if (items.size() == set.items.size()) return;
    const auto likelihoods = Likelihoods::make(items, pool, items_as_classes(items, pool, modules[c], model));
    if (!likelihoods) {
      done[c] = likelihoods.error();
      return;
    }
    std::vector<std::size_t> medoids(set.items.size());
    std::iota(medoids.begin(), medoids.end(), std::size_t{0});
    for (int round = 0; round < kMostRounds && swap_once_each(*likelihoods, medoids); ++round) {
    }
    regroup(*likelihoods, medoids, items, set);
    set.values.clear();
    for (const int item : set.items)
      set.values.insert(set.values.end(), pool[item].values.begin(), pool[item].values.end());
    modules[c].exemplars = set.values;
  });
  for (const auto& result : done) {
    if (!result) return result.error();
  }
  return {};
}

}  // namespace resketch
