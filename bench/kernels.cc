#include <fmt/format.h>

#include <cmath>

#include "base/aligned.h"
#include "base/random.h"
#include "bench/bench.h"
#include "kernels/isa.h"
#include "kernels/lstm_latent.h"
#include "kernels/lstm_normal.h"
#include "kernels/lstm_training.h"

namespace resketch::bench {
namespace {

AlignedVector<float> random_floats(std::size_t count, RandomStream& random, float bound) {
  AlignedVector<float> values(count);
  for (float& value : values) value = random.uniform(-bound, bound);
  return values;
}

/// Multiply-adds, counted twice, that one pass through the matrices of a generator takes over all lanes.
double flops_of_a_pass(const LstmShape& s) {
  const double a_step = 4.0 * s.hidden * s.hidden + static_cast<double>(s.outputs) * s.hidden;
  return 2 * a_step * s.steps * simd_lanes();
}

struct Row {
  double latent;    ///< forward and backward to the latent
  double normal;    ///< normal equations of Gauss-Newton: 1 + K passes
  double training;  ///< forward, backward, weight gradients
};

Row measure(const LstmShape& shape, const Options& options) {
  const std::size_t L = simd_lanes();
  const int K = shape.inputs;
  const std::size_t values = static_cast<std::size_t>(shape.steps) * shape.outputs * L;
  RandomStream random(1);
  const float bound = 1 / std::sqrt(static_cast<float>(shape.hidden));
  const auto shared = random_floats(LstmLayout(shape).size, random, bound);
  const auto own = random_floats(shared.size() * L, random, bound);
  const auto z = random_floats(K * L, random, 1);
  const auto targets = random_floats(values, random, 1);
  AlignedVector<float> loss(L);
  AlignedVector<float> gradient(K * L);
  AlignedVector<float> normal(triangle_size(K) * L);
  AlignedVector<float> gradients(own.size());
  const PackedLstm lstm(shape, shared);
  LatentTape latent_tape(lstm);
  NormalTape normal_tape(lstm);
  TrainingTape training_tape(shape);
  const int runs = options.quick ? 5 : 15;
  const double flops = flops_of_a_pass(shape);
  return {2 * flops /
              median_seconds(runs, 0.01,
                             [&] {
                               lstm_latent_gradient(lstm, z.data(), targets.data(), loss.data(),
                                                    gradient.data(), latent_tape);
                             }),
          (1 + K) * flops /
              median_seconds(runs, 0.01,
                             [&] {
                               lstm_normal_equations(lstm, z.data(), targets.data(), loss.data(),
                                                     gradient.data(), normal.data(), normal_tape);
                             }),
          3 * flops / median_seconds(runs, 0.01, [&] {
            lstm_training_pass(shape, own.data(), z.data(), targets.data(), gradients.data(), loss.data(),
                               training_tape);
          })};
}

}  // namespace

void bench_kernels(const Options& options, Figures& figures) {
  fmt::print("kernels, one core       GFLOP/s (share of the measured peak)\n");
  fmt::print("{:<7} {:>4} {:>4} {:>4}   {:>15} {:>15} {:>15}\n", "isa", "H", "D", "T", "latent", "normal eq.",
             "training");
  const std::string best = current_isa();
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    const double peak = measured_peak(options);
    for (const LstmShape& shape : {LstmShape{4, 10, 2, 205}, LstmShape{4, 16, 2, 205},
                                   LstmShape{4, 20, 28, 28}, LstmShape{4, 64, 2, 205}}) {
      const Row row = measure(shape, options);
      const auto cell = [&](double rate) { return fmt::format("{:.1f} ({:.2f})", rate * 1e-9, rate / peak); };
      fmt::print("{:<7} {:>4} {:>4} {:>4}   {:>15} {:>15} {:>15}\n", isa, shape.hidden, shape.outputs,
                 shape.steps, cell(row.latent), cell(row.normal), cell(row.training));
      if (isa != best || shape.steps != 205 || shape.hidden > 16) continue;
      figures[fmt::format("latent_kernel_h{}_peak_share", shape.hidden)] = row.latent / peak;
      if (shape.hidden == 10) figures["training_kernel_peak_share"] = row.training / peak;
    }
    if (isa == best) figures["measured_peak_gflops"] = peak * 1e-9;
  }
  use_isa(best).value();
}

}  // namespace resketch::bench
