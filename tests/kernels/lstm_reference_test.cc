#include "kernels/lstm_reference.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "kernels/random_lstm.h"

namespace resketch {
namespace {

/// Derivative of f at 0 by central differences of sixth order.
template <typename F>
double derivative(const F& f, double h) {
  return (45 * (f(h) - f(-h)) - 9 * (f(2 * h) - f(-2 * h)) + (f(3 * h) - f(-3 * h))) / (60 * h);
}

TEST(LstmReference, DrawsWhatPencilAndPaperSay) {
  // One cell, one output, one step: all gates see z * weight + biases.
  const LstmShape shape{1, 1, 1, 1};
  const std::vector<double> parameters = {0.1, 0.2, 0.3, 0.4,  // weight_ih: i f g o
                                          9,   9,   9,   9,    // weight_hh: not used at t = 0
                                          0.5, 0.6, 0.7, 0.8,  // bias_ih
                                          0.1, 0.1, 0.1, 0.1,  // bias_hh
                                          2.0, -1.0};          // out_weight, out_bias
  const double z = 0.5;
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  const double c = sigmoid(0.65) * std::tanh(0.95);
  const double expected = 2 * sigmoid(1.1) * std::tanh(c) - 1;
  EXPECT_NEAR(reference::draw(shape, parameters, std::vector{z})[0], expected, 1e-15);
}

RC_GTEST_PROP(LstmReference, GradientsEqualFiniteDifferences, ()) {
  const LstmShape shape = *any_shape();
  RandomStream random(*rc::gen::arbitrary<std::uint64_t>());
  const auto parameters = random_parameters<std::vector<double>>(shape, 1, random);
  const auto z = random_values<std::vector<double>>(shape.inputs, random, 0, 1);
  const auto target = random_values<std::vector<double>>(shape.steps * shape.outputs, random, -2, 2);
  const auto gradients = reference::loss_and_gradients(shape, parameters, z, target);

  const auto loss_at = [&](double step, const std::vector<double>& weights_direction,
                           const std::vector<double>& z_direction) {
    auto p = parameters;
    auto x = z;
    for (std::size_t n = 0; n < p.size(); ++n) p[n] += step * weights_direction[n];
    for (std::size_t n = 0; n < x.size(); ++n) x[n] += step * z_direction[n];
    const auto drawn = reference::draw(shape, p, x);
    double loss = 0;
    for (std::size_t n = 0; n < drawn.size(); ++n) loss += (drawn[n] - target[n]) * (drawn[n] - target[n]);
    return loss / static_cast<double>(drawn.size());
  };
  const auto check = [&](const std::vector<double>& along_weights, const std::vector<double>& along_z) {
    double expected = 0;
    for (std::size_t n = 0; n < parameters.size(); ++n)
      expected += gradients.parameters[n] * along_weights[n];
    for (std::size_t n = 0; n < z.size(); ++n) expected += gradients.z[n] * along_z[n];
    const double found = derivative([&](double step) { return loss_at(step, along_weights, along_z); }, 1e-3);
    RC_ASSERT(std::abs(found - expected) <= 1e-6 * std::max(std::abs(expected), 1e-3));
  };
  // Along the gradient itself, where a wrong entry of any size shows, and along a random direction.
  const auto unit = [](std::vector<double> v) {
    double norm = 0;
    for (const double x : v) norm += x * x;
    for (double& x : v) x /= std::max(std::sqrt(norm), 1e-12);
    return v;
  };
  check(unit(gradients.parameters), std::vector<double>(z.size(), 0));
  check(std::vector<double>(parameters.size(), 0), unit(gradients.z));
  check(unit(random_values<std::vector<double>>(parameters.size(), random, -1, 1)),
        unit(random_values<std::vector<double>>(z.size(), random, -1, 1)));
}

}  // namespace
}  // namespace resketch
