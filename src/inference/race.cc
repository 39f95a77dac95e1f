#include "inference/race.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/parallel.h"

namespace resketch {
namespace {

// A module whose nearest cached drawing has more than this many times the loss to beat does not start.
constexpr float kFarOff = 8;

class Race {
 public:
  Race(std::span<const SearchModule> modules, const SearchTargets& targets, const InferenceOptions& options,
       int threads, ScratchPool& scratches)
      : modules_(modules), targets_(targets), options_(options), threads_(threads), scratches_(scratches) {
    const LstmShape& shape = modules.front().lstm.shape;
    size_ = static_cast<std::size_t>(shape.steps) * shape.outputs;
    count_ = static_cast<int>(targets.values.size() / size_);
  }

  std::vector<SearchResult> run(std::span<const int> without) {
    begin(without);
    if (options_.exhaustive) {
      parallel_for(classes(), threads_, [&](int c) { search(c, without, kTwice, [](int) { return true; }); });
      return std::move(results_);
    }
    bounds_.assign(count_, std::numeric_limits<float>::infinity());
    const std::vector<std::array<int, 2>> favourites = find_favourites();
    const auto is_favourite = [&](int c, int n) { return favourites[n][0] == c || favourites[n][1] == c; };
    parallel_for(classes(), threads_,
                 [&](int c) { search(c, without, kTwice, [&](int n) { return is_favourite(c, n); }); });
    for (int n = 0; n < count_; ++n) {
      for (const int c : favourites[n]) bounds_[n] = std::min(bounds_[n], results_[c].loss[n]);
    }
    parallel_for(classes(), threads_, [&](int c) {
      search(c, without, kOnce,
             [&](int n) { return !is_favourite(c, n) && results_[c].loss[n] <= kFarOff * bounds_[n]; });
    });
    return std::move(results_);
  }

 private:
  int classes() const { return static_cast<int>(modules_.size()); }

  /// Every module's nearest cached drawings.
  void begin(std::span<const int> without) {
    std::vector<int> items(count_);
    std::iota(items.begin(), items.end(), 0);
    const AlignedVector<float> all = columns(items);
    results_.resize(classes());
    parallel_for(classes(), threads_, [&](int c) {
      const auto own =
          without.empty() ? without : without.subspan(static_cast<std::size_t>(c) * count_, count_);
      auto nearest = modules_[c].atlas->nearest(all, own);
      results_[c] = {std::move(nearest.z), std::move(nearest.loss)};
    });
  }

  /// The two modules that start best; twice the same where there is but one.
  std::vector<std::array<int, 2>> find_favourites() const {
    std::vector<int> order(classes());
    std::vector<std::array<int, 2>> favourites;
    for (int n = 0; n < count_; ++n) {
      std::iota(order.begin(), order.end(), 0);
      const int most = std::min(2, classes());
      std::partial_sort(order.begin(), order.begin() + most, order.end(), [&](int a, int b) {
        return results_[a].loss[n] != results_[b].loss[n] ? results_[a].loss[n] < results_[b].loss[n] : a < b;
      });
      favourites.push_back({order[0], order[most - 1]});
    }
    return favourites;
  }

  enum Starts { kOnce, kTwice };

  /// Lets module c search for the targets that `wanted` says: from the nearest drawing, and where asked from
  /// another valley too.
  void search(int c, std::span<const int> without, Starts starts_each, const auto& wanted) {
    const SearchModule& module = modules_[c];
    const std::size_t K = module.lstm.shape.inputs;
    SearchResult& mine = results_[c];
    std::vector<SearchTask> tasks;
    std::vector<float> starts;
    for (int n = 0; n < count_; ++n) {
      if (!wanted(n)) continue;
      SearchTask task{.target = n};
      if (!without.empty()) task.without = without[static_cast<std::size_t>(c) * count_ + n];
      if (!bounds_.empty()) task.bound = bounds_[n];
      tasks.push_back(task);
      starts.insert(starts.end(), mine.z.begin() + n * K, mine.z.begin() + (n + 1) * K);
    }
    if (tasks.empty()) return;
    const std::size_t first_ends = tasks.size();  // replace their starts; the others must do better
    if (starts_each == kTwice) {
      std::vector<int> left_out;
      std::vector<int> items;
      for (const SearchTask& task : tasks) {
        items.push_back(task.target);
        left_out.push_back(task.without);
      }
      const auto others = module.atlas->other_valleys(columns(items), left_out);
      starts.insert(starts.end(), others.begin(), others.end());
      for (std::size_t i = 0; i < items.size(); ++i) tasks.push_back(tasks[i]);
    }
    scratches_.with(module.lstm, [&](SearchScratch& scratch) {
      const SearchResult found = gauss_newton_search(module, targets_, tasks, starts, options_, scratch);
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        const int n = tasks[i].target;
        if (i >= first_ends && found.loss[i] >= mine.loss[n]) continue;
        std::copy_n(found.z.begin() + i * K, K, mine.z.begin() + n * K);
        mine.loss[n] = found.loss[i];
      }
    });
  }

  /// The targets of `items` [T x D, N], a column each.
  AlignedVector<float> columns(std::span<const int> items) const {
    AlignedVector<float> out(size_ * items.size());
    for (std::size_t n = 0; n < items.size(); ++n) {
      for (std::size_t i = 0; i < size_; ++i)
        out[i * items.size() + n] = targets_.values[items[n] * size_ + i];
    }
    return out;
  }

  std::span<const SearchModule> modules_;
  SearchTargets targets_;
  const InferenceOptions& options_;
  int threads_;
  ScratchPool& scratches_;
  std::size_t size_;                   // T x D
  int count_;                          // N
  std::vector<SearchResult> results_;  // [C]
  std::vector<float> bounds_;          // [N] loss to beat; empty: none
};

}  // namespace

std::vector<SearchResult> race(std::span<const SearchModule> modules, const SearchTargets& targets,
                               std::span<const int> without, const InferenceOptions& options, int threads,
                               ScratchPool& scratches) {
  return Race(modules, targets, options, threads, scratches).run(without);
}

}  // namespace resketch
