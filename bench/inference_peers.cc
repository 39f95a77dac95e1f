// The published inference against PyTorch: same weights, same targets, same starts.
#include <fmt/format.h>

#include <array>

#include "base/random.h"
#include "bench/bench.h"
#include "bench/comparison.h"
#include "bench/peers.h"
#include "bench/workload.h"

namespace resketch::bench {
namespace {

constexpr int kSlice = 5;  // blocks that a peer works through: targets of the loop, modules of the expert
constexpr double kTolerance = 1e-4;  // of losses, relative

/// Where our search starts for every module and item [C, N, K].
std::vector<float> starts(const InferenceOptions& options, std::size_t C, std::size_t N, int K) {
  std::vector<float> values;
  const float middle = 1.0F / static_cast<float>(K);
  for (std::uint32_t c = 0; c < C; ++c) {
    for (std::uint32_t n = 0; n < N; ++n) {
      RandomStream random(options.seed, kRandomLatentStart, c, n);
      for (int k = 0; k < K; ++k)
        values.push_back(random.uniform(middle - options.start_spread, middle + options.start_spread));
    }
  }
  return values;
}

/// What a peer is compared by.
struct Side {
  const char* figure;
  const char* script;
  const char* task;
  const char* how;
  double blocks_in_all;        ///< of the whole job
  std::vector<double> losses;  ///< ours, of the slice's pairs in the peer's order
};

void compare(const Side& ours, const PeerJob& job, double our_seconds, Report& report) {
  report.progress(fmt::format("inference, peer {} {}", ours.script, ours.task));
  const auto peer = job.run(ours.script, ours.task);
  if (!peer) return report.skip(ours.figure, peer.error().what());
  const LossComparison losses = compare_losses(ours.losses, peer->losses, kTolerance);
  if (!losses.same) return report.refuse(ours.figure, losses.text);
  const double seconds = peer->seconds * ours.blocks_in_all;
  report.row(fmt::format("published inference, {}, {}", ours.how, threads_text(peer->threads)),
             fmt::format("{:.1f} s in all (from {} of {} blocks): {:.0f} times ours", seconds, peer->blocks,
                         ours.blocks_in_all, seconds / our_seconds));
  report.row("  after the same search", losses.text);
  report.figure(ours.figure, seconds / our_seconds);
}

}  // namespace

void bench_inference_peers(const Options& options, const Workload& w, const Dataset& items,
                           const std::vector<Decision>& decisions, double our_seconds, Report& report) {
  const InferenceOptions inference = default_inference(Preset::kPublished);
  const std::size_t C = w.published.modules.size();
  const std::size_t N = items.size();
  const std::size_t K = w.sets[0].count;
  const std::size_t T = w.preprocessing.steps;
  const std::size_t D = w.preprocessing.dims;
  PeerJob job = make_peer_job(w, options);
  job.add("iterations", inference.iterations);
  job.add("rate", static_cast<double>(inference.learning_rate));
  job.add("beta1", static_cast<double>(inference.beta1));
  job.add("beta2", static_cast<double>(inference.beta2));
  job.add("epsilon", static_cast<double>(inference.epsilon));
  job.add("slice", kSlice);
  job.add("targets", static_cast<int>(N));
  std::vector<float> weights;
  for (const Module& module : w.published.modules)
    weights.insert(weights.end(), module.parameters.begin(), module.parameters.end());
  job.add("trained_weights", std::array{C, weights.size() / C}, weights);
  job.add("targets", std::array{N, T, D}, preprocess(w.preprocessing, items).value().values);
  job.add("starts", std::array{C, N, K}, starts(inference, C, N, static_cast<int>(K)));

  Side loop{"infer_vs_published_loop", "published_loop",       "infer",
            "published loop",          static_cast<double>(N), {}};
  const std::size_t part = N / kSlice;
  for (std::size_t n = 0; n < kSlice * part; n += part)
    loop.losses.insert(loop.losses.end(), decisions[n].losses.begin(), decisions[n].losses.end());
  compare(loop, job, our_seconds, report);

  Side by_module{"infer_vs_expert", "expert", "infer", "expert, targets batched", static_cast<double>(C), {}};
  for (std::size_t c = 0; c < kSlice; ++c) {
    for (const Decision& decision : decisions) by_module.losses.push_back(decision.losses[c]);
  }
  compare(by_module, job, our_seconds, report);

  Side at_once{"infer_vs_expert_all_at_once",
               "expert",
               "infer-all",
               "expert, modules batched too",
               static_cast<double>(N) / static_cast<double>(part),
               {}};
  for (std::size_t first = 0; first + part <= kSlice * part; first += part) {
    for (std::size_t c = 0; c < C; ++c) {
      for (std::size_t n = first; n < first + part; ++n) at_once.losses.push_back(decisions[n].losses[c]);
    }
  }
  compare(at_once, job, our_seconds, report);
}

}  // namespace resketch::bench
