#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "inference/search.h"
#include "inference/simplex.h"

namespace resketch {
namespace {

/// One lane's place in the search: the best point so far with its normal equations, and the point to try
/// next.
struct LaneSearch {
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

/// Sets lane.trial to the minimiser of the damped model; marks the lane done when it promises nothing.
void propose(int K, LaneSearch& lane) {
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
  // loss = r.r / N while the model is of half of it.
  if (2 * promised <= kRelativeTolerance * lane.loss) lane.done = true;
}

/// Takes the pass made at lane.trial into account and proposes the next point.
void advance(int K, int lanes, int l, float loss, const SearchScratch& scratch, LaneSearch& lane) {
  if (static_cast<double>(loss) < lane.loss) {
    lane.loss = static_cast<double>(loss);
    lane.z = lane.trial;
    for (int k = 0; k < K; ++k) lane.gradient[k] = scratch.gradient[k * lanes + l];
    for (int n = 0; n < triangle_size(K); ++n) lane.normal[n] = scratch.matrix[n * lanes + l];
    lane.damping = std::max(lane.damping * 0.2, kMinDamping);
  } else {
    lane.damping *= 8;
    if (lane.damping > kMaxDamping) lane.done = true;
  }
  if (!lane.done) propose(K, lane);
}

}  // namespace

SearchResult gauss_newton_search(const SearchModule& module, const TargetBlock& targets,
                                 const InferenceOptions& options, SearchScratch& scratch, Without without) {
  const int lanes = simd_lanes();
  const int K = module.lstm.shape.inputs;
  SearchResult result{module.atlas ? module.atlas->nearest(targets.values, without)
                                   : latent_start(module, targets, options, without),
                      AlignedVector<float>(lanes)};
  std::vector<LaneSearch> searches(lanes);
  for (int l = 0; l < lanes; ++l) {
    LaneSearch& lane = searches[l];
    lane.allowed.fill(true);
    if (!without.empty() && without[l] >= 0) lane.allowed[without[l]] = false;
    for (int k = 0; k < K; ++k) lane.trial[k] = result.z[k * lanes + l];
    project_to_simplex(K, lane.allowed, lane.trial);
  }
  const auto load_trials = [&] {
    for (int l = 0; l < lanes; ++l) {
      const auto& from = searches[l].done ? searches[l].z : searches[l].trial;
      for (int k = 0; k < K; ++k) result.z[k * lanes + l] = static_cast<float>(from[k]);
    }
  };
  load_trials();
  if (options.iterations == 0) {
    lstm_latent_loss(module.lstm, result.z.data(), targets.values.data(), result.loss.data(), scratch.latent);
    return result;
  }
  for (int iteration = 0; iteration < options.iterations; ++iteration) {
    lstm_normal_equations(module.lstm, result.z.data(), targets.values.data(), result.loss.data(),
                          scratch.gradient.data(), scratch.matrix.data(), scratch.normal);
    bool all_done = true;
    for (int l = 0; l < lanes; ++l) {
      if (!searches[l].done) advance(K, lanes, l, result.loss[l], scratch, searches[l]);
      all_done = all_done && searches[l].done;
    }
    load_trials();
    if (all_done) break;
  }
  for (int l = 0; l < lanes; ++l) {
    for (int k = 0; k < K; ++k) result.z[k * lanes + l] = static_cast<float>(searches[l].z[k]);
    result.loss[l] = static_cast<float>(searches[l].loss);
  }
  return result;
}

}  // namespace resketch
