// The published training against PyTorch: from the same start, with the same draws and noise.
#include <fmt/format.h>

#include <array>

#include "base/aligned.h"
#include "base/random.h"
#include "bench/bench.h"
#include "bench/comparison.h"
#include "bench/peers.h"
#include "bench/workload.h"
#include "kernels/isa.h"
#include "kernels/lstm_reference.h"
#include "kernels/noise.h"
#include "training/train_modules.h"

namespace resketch::bench {
namespace {

constexpr int kPeerSteps = 50;  // that both sides take from the same start

std::vector<Module> train_for(const Workload& w, int steps, int threads) {
  TrainOptions options = w.training;
  options.training.steps = steps;
  options.threads = threads;
  return train_modules(w.sets, w.preprocessing.steps, w.preprocessing.dims, 0, options).value();
}

std::vector<float> all_parameters(const std::vector<Module>& modules) {
  std::vector<float> all;
  for (const Module& module : modules)
    all.insert(all.end(), module.parameters.begin(), module.parameters.end());
  return all;
}

/// A step of next to no length leaves the weights where they started.
std::vector<float> start_weights(Workload w) {
  w.training.training.learning_rate = 1e-30F;
  return all_parameters(train_for(w, 1, 1));
}

/// Mean over a module's exemplars of the loss of redrawing them, in double precision.
double exemplar_loss(const Module& module) {
  const int K = module.shape.inputs;
  const std::size_t size = module.exemplars.size() / K;
  const std::vector<double> parameters(module.parameters.begin(), module.parameters.end());
  const std::vector<double> exemplars(module.exemplars.begin(), module.exemplars.end());
  double sum = 0;
  for (int k = 0; k < K; ++k) {
    std::vector<double> one_hot(K);
    one_hot[k] = 1;
    sum += reference::loss_and_gradients(module.shape, parameters, one_hot,
                                         std::span(exemplars).subspan(k * size, size))
               .loss;
  }
  return sum / K;
}

/// The exemplars that our training draws and the noise on their one-hot vectors, for the peers to use too.
void add_draws(const Workload& w, PeerJob& job) {
  const TrainingOptions& options = w.training.training;
  const std::size_t C = w.sets.size();
  const std::size_t K = w.sets[0].count;
  const std::size_t L = module_lanes();
  std::vector<float> choices(kPeerSteps * C);
  std::vector<float> latents(kPeerSteps * C * K);
  for (std::uint32_t step = 0; step < kPeerSteps; ++step) {
    for (std::size_t c = 0; c < C; ++c) {
      const auto number = static_cast<std::uint32_t>(c);
      const std::uint32_t k =
          RandomStream(options.seed, kRandomTrainingStep, number, step).below(static_cast<std::uint32_t>(K));
      choices[step * C + c] = static_cast<float>(k);
      AlignedVector<float> lanes(K * L, 0.0F);
      lanes[k * L] = 1;
      const std::vector<std::uint32_t> numbers(L, number);
      add_normal_noise(options.seed, kRandomInputNoise, step, numbers.data(), options.noise_in, K,
                       lanes.data());
      for (std::size_t i = 0; i < K; ++i)
        latents[(step * C + c) * K + i] = std::clamp(lanes[i * L], 0.0F, 1.0F);
    }
  }
  job.add("choices", std::array{std::size_t{kPeerSteps}, C}, choices);
  job.add("latents", std::array{std::size_t{kPeerSteps}, C, K}, latents);
}

/// Shows how much longer a peer takes for the published training, if it trains as we do.
/// @param steps_a_block module steps (of all modules at once: steps) that a block of the peer holds
void compare(const char* figure, const char* script, const PeerJob& job, double steps_in_all,
             double steps_a_block, std::span<const double> our_losses, double our_seconds, Report& report) {
  report.progress(fmt::format("training, peer {}", script));
  const auto peer = job.run(script, "train");
  if (!peer) return report.skip(figure, peer.error().what());
  constexpr double kTolerance = 1e-5;  // of losses, relative
  const LossComparison losses = compare_losses(our_losses, peer->losses, kTolerance);
  if (!losses.same) return report.refuse(figure, losses.text);
  const double step = peer->seconds / steps_a_block;
  report.row(fmt::format("training, {}, {}", script, threads_text(peer->threads)),
             fmt::format("{:.2f} ms a step, {:.0f} s in all (from {} blocks of {} steps): {:.0f} times ours",
                         1e3 * step, step * steps_in_all, peer->blocks, steps_a_block,
                         step * steps_in_all / our_seconds));
  report.row("  after the same steps", losses.text);
  report.figure(figure, step * steps_in_all / our_seconds);
}

}  // namespace

void bench_training_peers(const Options& options, const Workload& w, double our_seconds, Report& report) {
  const std::size_t C = w.sets.size();
  const std::size_t K = w.sets[0].count;
  const std::size_t T = w.preprocessing.steps;
  const std::size_t D = w.preprocessing.dims;
  PeerJob job = make_peer_job(w, options);
  job.add("learning_rate", static_cast<double>(w.training.training.learning_rate));
  job.add("blocks_wanted", options.effort.runs);
  const std::vector<float> start = start_weights(w);
  job.add("start_weights", std::array{C, start.size() / C}, start);
  std::vector<float> exemplars;
  for (const ExemplarSet& set : w.sets)
    exemplars.insert(exemplars.end(), set.values.begin(), set.values.end());
  job.add("exemplars", std::array{C, K, T, D}, exemplars);
  add_draws(w, job);
  std::vector<double> our_losses;
  for (const Module& module : train_for(w, kPeerSteps, options.threads))
    our_losses.push_back(exemplar_loss(module));
  const double module_steps = static_cast<double>(C) * kPublishedSteps;
  const int steps_a_block = kPeerSteps / options.effort.runs;
  compare("train_vs_published_loop", "published_loop", job, module_steps, kPeerSteps, our_losses, our_seconds,
          report);
  compare("train_vs_bmm", "expert", job, kPublishedSteps, steps_a_block, our_losses, our_seconds, report);
}

}  // namespace resketch::bench
