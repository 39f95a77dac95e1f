#include "inference/race.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace resketch {
namespace {

// A module whose nearest cached drawing has more than this many times the loss to beat does not start.
constexpr float kFarOff = 8;

class Race {
 public:
  Race(std::span<const SearchModule> modules, const SearchTargets& targets, const InferenceOptions& options,
       ScratchPool& scratches)
      : modules_(modules), targets_(targets), options_(options), scratches_(scratches) {
    const LstmShape& shape = modules.front().lstm.shape;
    size_ = static_cast<std::size_t>(shape.steps) * shape.outputs;
    count_ = static_cast<int>(targets.values.size() / size_);
  }

  std::vector<SearchResult> run(std::span<const int> without) {
    begin(without);
    if (options_.exhaustive) {
      for (int c = 0; c < classes(); ++c) search(c, without, [](int) { return true; });
      return std::move(results_);
    }
    bounds_.assign(count_, std::numeric_limits<float>::infinity());
    const std::vector<std::array<int, 2>> favourites = find_favourites();
    const auto is_favourite = [&](int c, int n) { return favourites[n][0] == c || favourites[n][1] == c; };
    for (int c = 0; c < classes(); ++c) search(c, without, [&](int n) { return is_favourite(c, n); });
    for (int n = 0; n < count_; ++n) {
      for (const int c : favourites[n]) bounds_[n] = std::min(bounds_[n], results_[c].loss[n]);
    }
    for (int c = 0; c < classes(); ++c) {
      search(c, without,
             [&](int n) { return !is_favourite(c, n) && results_[c].loss[n] <= kFarOff * bounds_[n]; });
    }
    return std::move(results_);
  }

 private:
  int classes() const { return static_cast<int>(modules_.size()); }

  /// Every module's nearest cached drawings.
  void begin(std::span<const int> without) {
    AlignedVector<float> columns(size_ * count_);
    for (int n = 0; n < count_; ++n) {
      for (std::size_t i = 0; i < size_; ++i) columns[i * count_ + n] = targets_.values[n * size_ + i];
    }
    for (int c = 0; c < classes(); ++c) {
      const auto own =
          without.empty() ? without : without.subspan(static_cast<std::size_t>(c) * count_, count_);
      auto nearest = modules_[c].atlas->nearest(columns, own);
      results_.push_back({std::move(nearest.z), std::move(nearest.loss)});
    }
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

  /// Lets module c search for the targets that `wanted` says.
  void search(int c, std::span<const int> without, const auto& wanted) {
    const std::size_t K = modules_[c].lstm.shape.inputs;
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
    scratches_.with(modules_[c].lstm, [&](SearchScratch& scratch) {
      const SearchResult found = gauss_newton_search(modules_[c], targets_, tasks, starts, options_, scratch);
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        std::copy_n(found.z.begin() + i * K, K, mine.z.begin() + tasks[i].target * K);
        mine.loss[tasks[i].target] = found.loss[i];
      }
    });
  }

  std::span<const SearchModule> modules_;
  SearchTargets targets_;
  const InferenceOptions& options_;
  ScratchPool& scratches_;
  std::size_t size_;                   // T x D
  int count_;                          // N
  std::vector<SearchResult> results_;  // [C]
  std::vector<float> bounds_;          // [N] loss to beat; empty: none
};

}  // namespace

std::vector<SearchResult> race(std::span<const SearchModule> modules, const SearchTargets& targets,
                               std::span<const int> without, const InferenceOptions& options,
                               ScratchPool& scratches) {
  return Race(modules, targets, options, scratches).run(without);
}

}  // namespace resketch
