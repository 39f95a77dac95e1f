#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "inference/search.h"
#include "inference/simplex.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

/// One lane's place in the search of its task: the best point so far with its normal equations, and the
/// point to try next.
struct LaneSearch {
  int task = -1;  // -1: idle
  int passes = 0;
  std::array<double, kMaxLatent> z;
  std::array<double, kMaxLatent> trial;
  std::array<double, kMaxLatent> gradient;
  std::array<double, kMaxLatent*(kMaxLatent + 1) / 2> normal;
  std::array<bool, kMaxLatent> allowed;
  double loss = std::numeric_limits<double>::infinity();
  double damping = 1e-3;
  bool done = false;
};

constexpr double kMinDamping = 1e-9;
constexpr double kMaxDamping = 1e6;
constexpr double kRelativeTolerance =
    1e-6;  // stop when a step promises to lower the loss by less than this share
// A bound is out of reach when this many times what a hardly damped step promises does not lead below it.
constexpr double kHope = 3;
constexpr double kHardlyDamped = 1e-2;

/// Sets lane.trial to the minimiser of the damped model; marks the lane done when it promises too little.
void propose(int K, double bound, LaneSearch& lane) {
  std::array<double, kMaxLatent*(kMaxLatent + 1) / 2> damped;
  std::copy_n(lane.normal.begin(), triangle_size(K), damped.begin());
  double largest = 0;
  for (int k = 0; k < K; ++k) largest = std::max(largest, damped[triangle(k, k)]);
  // Marquardt's scaling alone leaves flat directions free; a share of the largest curvature holds them.
  for (int k = 0; k < K; ++k)
    damped[triangle(k, k)] += lane.damping * (damped[triangle(k, k)] + 1e-2 * largest) + 1e-12;
  minimise_on_simplex(K, damped, lane.gradient, lane.z, lane.allowed, lane.trial);
  double promised = 0;
  for (int i = 0; i < K; ++i) {
    const double step = lane.trial[i] - lane.z[i];
    promised -= lane.gradient[i] * step;
    for (int j = 0; j < K; ++j) {
      const double a = i >= j ? lane.normal[triangle(i, j)] : lane.normal[triangle(j, i)];
      promised -= 0.5 * a * step * (lane.trial[j] - lane.z[j]);
    }
  }
  promised *= 2;  // loss = r.r / N while the model is of half of it
  if (promised <= kRelativeTolerance * lane.loss) lane.done = true;
  if (lane.damping <= kHardlyDamped && lane.loss - kHope * promised > bound) lane.done = true;
}

/// Takes the pass made at lane.trial into account and proposes the next point.
void advance(int K, int l, double bound, const SearchScratch& scratch, LaneSearch& lane) {
  const int lanes = simd_lanes();
  const auto loss = static_cast<double>(scratch.loss[l]);
  if (loss < lane.loss) {
    lane.loss = loss;
    lane.z = lane.trial;
    for (int k = 0; k < K; ++k) lane.gradient[k] = scratch.gradient[k * lanes + l];
    for (int n = 0; n < triangle_size(K); ++n) lane.normal[n] = scratch.matrix[n * lanes + l];
    lane.damping = std::max(lane.damping * 0.2, kMinDamping);
  } else {
    lane.damping *= 8;
    if (lane.damping > kMaxDamping) lane.done = true;
  }
  if (!lane.done) propose(K, bound, lane);
}

/// A search about to make its first pass, at `start`.
void begin(int task, int without, std::span<const float> start, LaneSearch& lane) {
  lane.task = task;
  lane.passes = 0;
  lane.loss = std::numeric_limits<double>::infinity();
  lane.damping = 1e-3;
  lane.done = false;
  lane.allowed.fill(true);
  if (without >= 0) lane.allowed[without] = false;
  std::copy(start.begin(), start.end(), lane.trial.begin());
  lane.z = lane.trial;  // kept where no loss is finite
}

}  // namespace

SearchResult gauss_newton_search(const SearchModule& module, const SearchTargets& targets,
                                 std::span<const SearchTask> tasks, std::span<const float> starts,
                                 const InferenceOptions& options, SearchScratch& scratch) {
  const int lanes = simd_lanes();
  const int K = module.lstm.shape.inputs;
  SearchResult result{std::vector<float>(starts.begin(), starts.end()), std::vector<float>(tasks.size())};
  std::vector<LaneSearch> searches(lanes);
  int next = 0;
  int active = 0;
  const auto take_next = [&](int l) {
    LaneSearch& lane = searches[l];
    lane.task = -1;
    if (next == static_cast<int>(tasks.size())) return;
    begin(next, tasks[next].without, starts.subspan(static_cast<std::size_t>(next) * K, K), lane);
    load_lane(targets, tasks[next].target, l, scratch);
    ++next;
    ++active;
  };
  for (int l = 0; l < lanes; ++l) take_next(l);
  while (active > 0) {
    for (int l = 0; l < lanes; ++l) {
      if (searches[l].task < 0) continue;
      for (int k = 0; k < K; ++k) scratch.z[k * lanes + l] = static_cast<float>(searches[l].trial[k]);
    }
    lstm_normal_equations(module.lstm, scratch.z.data(), scratch.targets.data(), scratch.loss.data(),
                          scratch.gradient.data(), scratch.matrix.data(), scratch.normal);
    for (int l = 0; l < lanes; ++l) {
      LaneSearch& lane = searches[l];
      if (lane.task < 0) continue;
      advance(K, l, static_cast<double>(tasks[lane.task].bound), scratch, lane);
      if (++lane.passes < options.iterations && !lane.done) continue;
      for (int k = 0; k < K; ++k) result.z[lane.task * K + k] = static_cast<float>(lane.z[k]);
      result.loss[lane.task] = static_cast<float>(lane.loss);
      --active;
      take_next(l);
    }
  }
  return result;
}

}  // namespace resketch
