#include "baselines/forward_network.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace resketch {
namespace {

constexpr ForwardShape kShape{.steps = 5, .inputs = 3, .cells = 4, .classes = 3};
constexpr int kItems = 2;
const std::vector<int> kLabels = {2, 0};

std::vector<float> random_parameters() {
  RandomStream random(5);
  std::vector<float> parameters(ForwardLayout(kShape).size);
  for (float& value : parameters) value = random.uniform(-.8F, .8F);
  return parameters;
}

ForwardTape random_inputs() {
  RandomStream random(6);
  ForwardTape tape;
  tape.inputs.resize(kShape.steps * kItems, kShape.inputs);
  for (Eigen::Index row = 0; row < tape.inputs.rows(); ++row) {
    for (int d = 0; d < kShape.inputs; ++d) tape.inputs(row, d) = random.normal();
  }
  return tape;
}

/// The sum of cross-entropies from the definition of an LSTM, in double.
double reference_loss(const std::vector<float>& p, const ForwardTape& tape) {
  const ForwardLayout at(kShape);
  const int H = kShape.cells;
  const auto logistic = [](double x) { return 1 / (1 + std::exp(-x)); };
  double loss = 0;
  for (int b = 0; b < kItems; ++b) {
    std::vector<double> h(H), c(H), mean(H);
    for (int n = 0; n < kShape.steps; ++n) {
      std::vector<double> gates(4 * H);
      for (int k = 0; k < 4 * H; ++k) {
        gates[k] = p[at.biases + k];
        for (int d = 0; d < kShape.inputs; ++d)
          gates[k] += p[at.input_weights + d * 4 * H + k] * tape.inputs(n * kItems + b, d);
        for (int j = 0; j < H; ++j) gates[k] += p[at.state_weights + j * 4 * H + k] * h[j];
      }
      for (int j = 0; j < H; ++j) {
        c[j] = logistic(gates[H + j]) * c[j] + logistic(gates[j]) * std::tanh(gates[2 * H + j]);
        h[j] = logistic(gates[3 * H + j]) * std::tanh(c[j]);
        mean[j] += h[j] / kShape.steps;
      }
    }
    std::vector<double> outputs(kShape.classes);
    double total = 0;
    for (int k = 0; k < kShape.classes; ++k) {
      outputs[k] = p[at.output_biases + k];
      for (int j = 0; j < H; ++j) outputs[k] += p[at.output_weights + j * kShape.classes + k] * mean[j];
      total += std::exp(outputs[k]);
    }
    loss += std::log(total) - outputs[kLabels[b]];
  }
  return loss;
}

TEST(ForwardNetwork, LossEqualsADoubleReference) {
  const auto parameters = random_parameters();
  ForwardTape tape = random_inputs();
  const double expected = reference_loss(parameters, tape);
  forward_pass(kShape, parameters.data(), tape);
  std::vector<float> gradients(parameters.size());
  EXPECT_NEAR(backward_pass(kShape, parameters.data(), kLabels, 1, tape, gradients.data()), expected, 1e-5);
}

TEST(ForwardNetwork, GradientsEqualFiniteDifferencesOfTheReference) {
  constexpr float kWeight = .5F;
  const auto parameters = random_parameters();
  const ForwardTape inputs = random_inputs();
  ForwardTape tape = inputs;
  std::vector<float> gradients(parameters.size(), -99.0F);
  forward_pass(kShape, parameters.data(), tape);
  backward_pass(kShape, parameters.data(), kLabels, kWeight, tape, gradients.data());
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    constexpr float kStep = 1.0F / 1024;
    auto up = parameters;
    auto down = parameters;
    up[k] += kStep;
    down[k] -= kStep;
    const double slope =
        (reference_loss(up, inputs) - reference_loss(down, inputs)) / (static_cast<double>(up[k]) - down[k]);
    ASSERT_NEAR(gradients[k], kWeight * slope, 2e-5) << "parameter " << k;
  }
}

}  // namespace
}  // namespace resketch
