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
double flops_of_a_pass(const LstmShape& s, int lanes) {
  const double a_step = 4.0 * s.hidden * s.hidden + static_cast<double>(s.outputs) * s.hidden;
  return 2 * a_step * s.steps * lanes;
}

struct Row {
  double latent;    ///< forward and backward to the latent, as Adam's steps take them
  double normal;    ///< normal equations of Gauss-Newton: 1 + K passes
  double training;  ///< forward, backward, weight gradients
};

/// Operations a second of each kernel.
Row measure(const LstmShape& shape, const Effort& effort) {
  const std::size_t L = simd_lanes();
  const int K = shape.inputs;
  const std::size_t values = static_cast<std::size_t>(shape.steps) * shape.outputs * L;
  RandomStream random(1);
  const float bound = 1 / std::sqrt(static_cast<float>(shape.hidden));
  const auto shared = random_floats(LstmLayout(shape).size, random, bound);
  const auto own = random_floats(shared.size() * module_lanes(), random, bound);
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
  const auto rate = [&](double passes, int lanes, const auto& kernel) {
    return passes * flops_of_a_pass(shape, lanes) /
           median_seconds(effort.runs, effort.kernel_seconds, kernel);
  };
  return {rate(2, simd_lanes(),
               [&] {
                 lstm_latent_gradient(lstm, z.data(), targets.data(), loss.data(), gradient.data(),
                                      latent_tape, Precision::kFast);
               }),
          rate(1 + K, simd_lanes(),
               [&] {
                 lstm_normal_equations(lstm, z.data(), targets.data(), loss.data(), gradient.data(),
                                       normal.data(), normal_tape);
               }),
          rate(3, module_lanes(), [&] {
            lstm_training_pass(shape, own.data(), z.data(), targets.data(), gradients.data(), loss.data(),
                               training_tape);
          })};
}

Row add_row(const std::string& isa, const LstmShape& shape, double peak, const Options& options,
            const Report& report) {
  const Row row = measure(shape, options.effort);
  const auto cell = [&](double rate) { return fmt::format("{:6.1f} ({:.2f})", rate * 1e-9, rate / peak); };
  report.row(fmt::format("kernels, {}, H {}, D {}, T {}", isa, shape.hidden, shape.outputs, shape.steps),
             fmt::format("latent {}  normal equations {}  training {}", cell(row.latent), cell(row.normal),
                         cell(row.training)));
  return row;
}

constexpr int kCharacterLength = 205;
LstmShape stroke_shape(int hidden, int steps) {
  return {4, hidden, 2, steps};
}

}  // namespace

void bench_kernels(const Options& options, Report& report) {
  report.progress("kernels");
  report.row("one core, GFLOP/s (share of the measured peak):", "");
  const std::string best = current_isa();
  double best_peak = 0;
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    const double peak = measured_peak();
    report.row(fmt::format("peak of multiply-adds, {}", isa), fmt::format("{:.1f}", peak * 1e-9));
    const Row h10 = add_row(isa, stroke_shape(10, kCharacterLength), peak, options, report);
    const Row h16 = add_row(isa, stroke_shape(16, kCharacterLength), peak, options, report);
    add_row(isa, {4, 20, 28, 28}, peak, options, report);
    if (isa != best) continue;
    best_peak = peak;
    report.figure("measured_peak_gflops", peak * 1e-9);
    report.figure("latent_kernel_h10_peak_share", h10.latent / peak);
    report.figure("latent_kernel_h16_peak_share", h16.latent / peak);
    report.figure("normal_kernel_h10_peak_share", h10.normal / peak);
    report.figure("training_kernel_peak_share", h10.training / peak);
  }
  use_isa(best).value();
  for (const int hidden : {32, 64, 128, 256})
    add_row(best, stroke_shape(hidden, kCharacterLength), best_peak, options, report);
  for (const int steps : {50, 100, 400, 800})
    add_row(best, stroke_shape(10, steps), best_peak, options, report);
}

}  // namespace resketch::bench
