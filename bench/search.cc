// How much sooner the default search of LSTM modules arrives where the published one ends.
#include <fmt/format.h>

#include <numeric>

#include "bench/bench.h"
#include "bench/workload.h"
#include "kernels/lstm_reference.h"

namespace resketch::bench {
namespace {

constexpr double kWanted = 0.99;
constexpr int kMostIterations = 50;

ClassifyOptions with(InferenceOptions inference, const Options& options) {
  ClassifyOptions classify_options;
  classify_options.inference = inference;
  classify_options.reject = false;
  classify_options.threads = options.threads;
  return classify_options;
}

int true_module(const Model& model, const Dataset& items, int n) {
  return model.find(items.label_names[items.labels[n]]);
}

/// The nearest thing on the simplex that the published search has to its end: clamped and divided by the sum,
/// as before each of its steps but not after the last.
void to_simplex(std::vector<double>& z) {
  for (double& value : z) value = std::clamp(value, 0.0, 1.0);
  const double sum = std::accumulate(z.begin(), z.end(), 0.0);
  for (double& value : z) value /= sum;
}

/// Loss of every item's true module where its search ended, in double precision: searches that end in the
/// same corner of the simplex must not differ by their rounding.
std::vector<double> true_losses(const Model& model, const Dataset& items, ClassifyOptions options,
                                bool on_simplex) {
  options.keep_reconstructions = true;
  const auto decisions = classify(model, items, options).value();
  const Dataset targets = preprocess(model.preprocessing, items).value();
  std::vector<double> losses;
  for (int n = 0; n < items.size(); ++n) {
    const int c = true_module(model, items, n);
    const Module& module = model.modules[c];
    const auto& end = decisions[n].reconstructions[c].latent;
    std::vector<double> z(end.begin(), end.end());
    if (on_simplex) to_simplex(z);
    const std::vector<double> parameters(module.parameters.begin(), module.parameters.end());
    const std::vector<double> drawn = reference::draw(module.shape, parameters, z);
    double loss = 0;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const double error = drawn[i] - static_cast<double>(targets[n].values[i]);
      loss += error * error / static_cast<double>(drawn.size());
    }
    losses.push_back(loss);
  }
  return losses;
}

double share_no_worse(const std::vector<double>& losses, const std::vector<double>& reference) {
  double count = 0;
  for (std::size_t i = 0; i < losses.size(); ++i) count += losses[i] <= reference[i] ? 1 : 0;
  return count / static_cast<double>(losses.size());
}

/// "; half of the others within 0.1 % of it, all within 5 %"
std::string excess_text(const std::vector<double>& losses, const std::vector<double>& reference) {
  std::vector<double> excess;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (losses[i] > reference[i]) excess.push_back(100 * (losses[i] / reference[i] - 1));
  }
  if (excess.empty()) return "";
  return fmt::format("; half of the others within {:.2g} % of it, all within {:.2g} %", median(excess),
                     *std::max_element(excess.begin(), excess.end()));
}

/// The least number of iterations after which enough losses are no worse than the reference.
struct Reached {
  int iterations = kMostIterations;
  std::vector<double> losses;
  double share = 0;
};

/// By bisection: an iteration never makes a loss worse.
Reached reach(const std::vector<double>& reference, const auto& losses_after) {
  const auto try_with = [&](int iterations) {
    Reached tried{iterations, losses_after(iterations), 0};
    tried.share = share_no_worse(tried.losses, reference);
    return tried;
  };
  Reached reached = try_with(kMostIterations);
  for (int too_few = 0; reached.share >= kWanted && reached.iterations - too_few > 1;) {
    Reached tried = try_with((too_few + reached.iterations) / 2);
    if (tried.share >= kWanted) {
      reached = std::move(tried);
    } else {
      too_few = tried.iterations;
    }
  }
  return reached;
}

/// Iterations are chosen, so `items` are none of the test set.
void compare_searches(const std::string& figure, const std::string& what, const Model& model,
                      const Dataset& items, const Options& options, Report& report) {
  const ClassifyOptions adam = with(default_inference(Preset::kPublished), options);
  InferenceOptions inference = default_inference(Preset::kDefault);
  const auto seconds_with = [&](const ClassifyOptions& search) {
    return median_seconds(options.effort.runs, [&] { (void)classify(model, items, search).value(); });
  };
  // Adam's last step leaves the simplex, where losses can be lower than anywhere on it. Our search stays on
  // it, so that its result is a mixture of exemplars: compared are losses of mixtures.
  const std::vector<double> goal = true_losses(model, items, adam, true);
  const Reached reached = reach(goal, [&](int iterations) {
    inference.iterations = iterations;
    return true_losses(model, items, with(inference, options), false);
  });
  inference.iterations = reached.iterations;
  const double adam_seconds = seconds_with(adam);
  const double seconds = seconds_with(with(inference, options));
  report.row(fmt::format("search, {}, {} (pool)", what, size_text(items, model)),
             fmt::format("Adam {:.3f} s; {}, {} iterations, {:.3f} s: no worse on {:.4f} of the pairs{}",
                         adam_seconds, to_string(inference.method), reached.iterations, seconds,
                         reached.share, excess_text(reached.losses, goal)));
  report.figure(figure + "_share", reached.share);
  if (reached.share < kWanted) {
    report.skip(figure, fmt::format("{:.4f} of the pairs reached, not {}", reached.share, kWanted));
  } else {
    report.figure(figure, adam_seconds / seconds);
  }
}

}  // namespace

void bench_search(const Options& options, const Workload& w, Report& report) {
  const Dataset items = some_items(w.pool, options.effort.targets);
  report.progress("default search against Adam's 50 iterations");
  TrainOptions training = train_options(Preset::kDefault, w.pool.kind);
  training.generator = GeneratorKind::kLstm;
  training.training.steps = options.effort.steps_trained;
  training.threads = options.threads;
  compare_searches("search_speedup_vs_adam50", "LSTM modules of the default preset",
                   train(w.pool, training).value(), items, options, report);
  compare_searches("search_speedup_vs_adam50_published", "published modules", w.published, items, options,
                   report);
}

}  // namespace resketch::bench
