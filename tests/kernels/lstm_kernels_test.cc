// Every fast kernel, with every instruction set, against the double reference.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernels/lstm_latent.h"
#include "kernels/lstm_normal.h"
#include "kernels/lstm_reference.h"
#include "kernels/lstm_training.h"
#include "kernels/random_lstm.h"

namespace resketch {
namespace {

constexpr double kLossBound = 2e-5;      // relative, as promised after 205 steps
constexpr double kGradientBound = 1e-4;  // relative, of a whole gradient vector in single precision
constexpr double kLeastGradient = 1e-2;  // a smaller one is what large terms left of each other

struct Case {
  LstmShape shape;
  std::uint64_t seed;
};

Case any_case() {
  return {*any_shape(), *rc::gen::arbitrary<std::uint64_t>()};
}

RC_GTEST_PROP(TrainingKernel, AgreesWithTheReference, ()) {
  const auto [shape, seed] = any_case();
  with_each_isa([&](const std::string& isa) {
    RC_TAG(isa);
    const std::size_t L = module_lanes();
    RandomStream random(seed);
    const auto parameters = random_parameters<AlignedVector<float>>(shape, L, random);
    const auto z = random_values<AlignedVector<float>>(shape.inputs * L, random, 0, 1);
    const auto targets = random_values<AlignedVector<float>>(shape.steps * shape.outputs * L, random, -2, 2);
    AlignedVector<float> gradients(parameters.size());
    AlignedVector<float> loss(L);
    TrainingTape tape(shape);
    lstm_training_pass(shape, parameters.data(), z.data(), targets.data(), gradients.data(), loss.data(),
                       tape);
    const std::size_t l = seed % L;
    const auto expected =
        reference::loss_and_gradients(shape, lane(parameters, L, l), lane(z, L, l), lane(targets, L, l));
    RC_ASSERT(std::abs(loss[l] / expected.loss - 1) <= kLossBound);
    RC_ASSERT(relative_error(lane(gradients, L, l), expected.parameters) <= kGradientBound);
  });
}

RC_GTEST_PROP(LatentKernels, AgreeWithTheReference, ()) {
  const auto [shape, seed] = any_case();
  with_each_isa([&](const std::string& isa) {
    RC_TAG(isa);
    const std::size_t L = simd_lanes();
    RandomStream random(seed);
    const auto parameters = random_parameters<std::vector<float>>(shape, 1, random);
    const auto z = random_values<AlignedVector<float>>(shape.inputs * L, random, 0, 1);
    const auto targets = random_values<AlignedVector<float>>(shape.steps * shape.outputs * L, random, -2, 2);
    const PackedLstm lstm(shape, parameters);
    const std::size_t l = seed % L;
    const auto expected =
        reference::loss_and_gradients(shape, lane(parameters, 1, 0), lane(z, L, l), lane(targets, L, l));

    LatentTape tape(lstm);
    AlignedVector<float> loss(L);
    AlignedVector<float> gradient(z.size());
    lstm_latent_gradient(lstm, z.data(), targets.data(), loss.data(), gradient.data(), tape);
    RC_ASSERT(std::abs(loss[l] / expected.loss - 1) <= kLossBound);
    RC_ASSERT(relative_error(lane(gradient, L, l), expected.z, kLeastGradient) <= kGradientBound);
    lstm_latent_loss(lstm, z.data(), targets.data(), loss.data(), tape);
    RC_ASSERT(std::abs(loss[l] / expected.loss - 1) <= kLossBound);

    AlignedVector<float> drawn(targets.size());
    lstm_draw(lstm, z.data(), drawn.data(), tape);
    RC_ASSERT(relative_error(lane(drawn, L, l),
                             reference::draw(shape, lane(parameters, 1, 0), lane(z, L, l))) <= 1e-5);

    NormalTape normal_tape(lstm);
    AlignedVector<float> half_gradient(z.size());
    AlignedVector<float> normal(triangle_size(shape.inputs) * L);
    lstm_normal_equations(lstm, z.data(), targets.data(), loss.data(), half_gradient.data(), normal.data(),
                          normal_tape);
    RC_ASSERT(std::abs(loss[l] / expected.loss - 1) <= kLossBound);
    for (float& g : half_gradient) g *= 2;
    RC_ASSERT(relative_error(lane(half_gradient, L, l), expected.z, kLeastGradient) <= kGradientBound);
  });
}

RC_GTEST_PROP(NormalEquations, AreThoseOfTheJacobian, ()) {
  const LstmShape shape = *any_shape(24, 60);
  RandomStream random(*rc::gen::arbitrary<std::uint64_t>());
  const std::size_t L = simd_lanes();
  const auto parameters = random_parameters<std::vector<float>>(shape, 1, random);
  const auto z = random_values<AlignedVector<float>>(shape.inputs * L, random, 0, 1);
  const auto targets = random_values<AlignedVector<float>>(shape.steps * shape.outputs * L, random, -2, 2);
  const PackedLstm lstm(shape, parameters);
  NormalTape tape(lstm);
  AlignedVector<float> loss(L);
  AlignedVector<float> gradient(z.size());
  AlignedVector<float> normal(triangle_size(shape.inputs) * L);
  lstm_normal_equations(lstm, z.data(), targets.data(), loss.data(), gradient.data(), normal.data(), tape);

  const std::vector<double> weights(parameters.begin(), parameters.end());
  const auto column = [&](int k) {  // of the Jacobian, by central differences
    auto up = lane(z, L, 0);
    auto down = up;
    up[k] += 1e-5;
    down[k] -= 1e-5;
    auto a = reference::draw(shape, weights, up);
    const auto b = reference::draw(shape, weights, down);
    for (std::size_t n = 0; n < a.size(); ++n) a[n] = (a[n] - b[n]) / 2e-5;
    return a;
  };
  std::vector<std::vector<double>> jacobian;
  for (int k = 0; k < shape.inputs; ++k) jacobian.push_back(column(k));
  std::vector<double> expected;
  for (int i = 0; i < shape.inputs; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t n = 0; n < jacobian[i].size(); ++n) sum += jacobian[i][n] * jacobian[j][n];
      expected.push_back(sum / (shape.steps * shape.outputs));
    }
  }
  RC_ASSERT(relative_error(lane(normal, L, 0), expected) <= 1e-4);
}

TEST(LatentKernels, FastPrecisionStaysWithinItsStatedError) {
  const LstmShape shape{4, 10, 2, 205};
  RandomStream random(7);
  const std::size_t L = simd_lanes();
  const auto parameters = random_parameters<std::vector<float>>(shape, 1, random);
  const auto z = random_values<AlignedVector<float>>(shape.inputs * L, random, 0, 1);
  const auto targets = random_values<AlignedVector<float>>(shape.steps * shape.outputs * L, random, -2, 2);
  const PackedLstm lstm(shape, parameters);
  LatentTape tape(lstm);
  AlignedVector<float> tight(L);
  AlignedVector<float> fast(L);
  lstm_latent_loss(lstm, z.data(), targets.data(), tight.data(), tape, Precision::kTight);
  lstm_latent_loss(lstm, z.data(), targets.data(), fast.data(), tape, Precision::kFast);
  for (std::size_t l = 0; l < L; ++l) EXPECT_NEAR(fast[l] / tight[l], 1, 1e-4);
}

}  // namespace
}  // namespace resketch
