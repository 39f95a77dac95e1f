#include "training/holistic_training.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "kernels/isa.h"
#include "training/last_state_lstm.h"
#include "training/layer_start.h"
#include "training/presentation_order.h"

namespace resketch {
namespace {

constexpr int kSteps = 12;
constexpr int kDims = 2;

/// A circle and a line, `count` of each, from one-hot latents.
HolisticExamples two_shapes(int count) {
  HolisticExamples out;
  RandomStream random(1);
  for (int n = 0; n < 2 * count; ++n) {
    const bool circle = n % 2 == 0;
    out.latents.insert(out.latents.end(), {circle ? 1.0F : 0.0F, circle ? 0.0F : 1.0F});
    const float size = random.uniform(.9F, 1.1F);
    for (int t = 0; t < kSteps; ++t) {
      const float phase = 6.0F * static_cast<float>(t) / kSteps;
      out.targets.push_back(size * (circle ? std::cos(phase) : phase / 6));
      out.targets.push_back(size * (circle ? std::sin(phase) : -phase / 6));
    }
    ++out.count;
  }
  return out;
}

HolisticOptions small_options() {
  return {.cells = 12, .presentations = 1500, .learning_rate = 0.005, .seed = 3};
}

TEST(HolisticTraining, LearnsToDrawBothClassesAndKeepsTheWeightsThatDrawTheCheckSetBest) {
  const auto examples = two_shapes(6);
  const auto check = two_shapes(1);
  for (const int layers : {1, 2}) {
    HolisticOptions options = small_options();
    options.layers = layers;
    const auto network = train_holistic(examples, check, kSteps, kDims, options).value();
    EXPECT_LT(network.loss, 0.05) << layers;
    const auto drawn = holistic_draw(network, check.latents);
    double squares = 0;
    for (std::size_t i = 0; i < drawn.size(); ++i) squares += std::pow(drawn[i] - check.targets[i], 2);
    EXPECT_NEAR(squares / static_cast<double>(drawn.size()), network.loss, 1e-5);
  }
}

TEST(HolisticTraining, NoiseAtEveryStepAndNoiseAtTheStartAreDifferentThings) {
  const auto examples = two_shapes(6);
  HolisticOptions options = small_options();
  options.presentations = 50;
  const auto train = [&] { return train_holistic(examples, examples, kSteps, kDims, options).value(); };
  const auto plain = train();
  EXPECT_FALSE(plain.clamps_latent);
  options.noise = 0.3F;
  const auto everywhere = train();
  options.noise_every_step = false;
  const auto at_start = train();
  EXPECT_TRUE(at_start.clamps_latent);
  EXPECT_NE(plain.loss, at_start.loss);
  EXPECT_NE(everywhere.loss, at_start.loss);
}

TEST(HolisticTraining, TheSameSeedGivesTheSameBitsAndAnotherSeedOthers) {
  const auto examples = two_shapes(6);
  HolisticOptions options = small_options();
  options.presentations = 60;
  options.noise = 0.2F;
  const auto first = train_holistic(examples, examples, kSteps, kDims, options).value();
  const auto second = train_holistic(examples, examples, kSteps, kDims, options).value();
  EXPECT_EQ(first.parameters, second.parameters);
  options.seed = 4;
  EXPECT_NE(train_holistic(examples, examples, kSteps, kDims, options).value().parameters, first.parameters);
}

TEST(HolisticTraining, StopsWhenAskedTo) {
  const auto examples = two_shapes(1);
  const auto network = train_holistic(examples, examples, kSteps, kDims, small_options(),
                                      [](const Progress& p) { return p.done < 100; });
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code(), ErrorCode::kCancelled);
}

TEST(LayerStart, StateWeightsAreOrthogonalForgetGatesOpenAndPaddingIsZero) {
  const LayerShape shape{5, 3, 20};
  const LayerLayout at(shape);
  const int U = shape.units();
  AlignedVector<float> p(at.size, 0.0F);
  RandomStream random(1);
  start_layer(shape, random, p.data());
  const float* rows = p.data() + at.state_weights;
  for (int a = 0; a < U; ++a) {
    for (int b = 0; b < U; ++b) {
      double product = 0;
      for (int k = 0; k < 4 * U; ++k)
        product += static_cast<double>(rows[a * 4 * U + k]) * rows[b * 4 * U + k];
      EXPECT_NEAR(product, a == b && a < shape.cells ? 1 : 0, 1e-6);
    }
  }
  for (int k = 0; k < 4 * U; ++k) EXPECT_EQ(p[at.biases + k], k / U == 1 && k % U < shape.cells ? 1 : 0);
}

TEST(PresentationOrder, EveryEpochPresentsEveryExampleOnceInAnotherOrder) {
  PresentationOrder order(40, 7);
  std::vector<std::vector<int>> epochs(2);
  for (auto& epoch : epochs) {
    for (int n = 0; n < 40; ++n) epoch.push_back(order.next());
  }
  EXPECT_NE(epochs[0], epochs[1]);
  for (auto& epoch : epochs) {
    std::sort(epoch.begin(), epoch.end());
    for (int n = 0; n < 40; ++n) EXPECT_EQ(epoch[n], n);
  }
}

/// The loss from the definition, in double.
double reference_loss(const LayerShape& s, int classes, const std::vector<double>& p,
                      const std::vector<float>& sequences, const std::vector<int>& labels) {
  const LayerLayout at(s);
  const int U = s.units();
  const auto gate = [](double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); };
  double loss = 0;
  const int B = static_cast<int>(labels.size());
  for (int b = 0; b < B; ++b) {
    std::vector<double> h(U, 0), c(U, 0);
    for (int t = 0; t < s.steps; ++t) {
      std::vector<double> a(p.begin() + at.biases, p.begin() + at.biases + 4 * U);
      for (int k = 0; k < 4 * U; ++k) {
        for (int d = 0; d < s.inputs; ++d)
          a[k] += p[at.input_weights + d * 4 * U + k] * sequences[(t * B + b) * s.inputs + d];
        for (int j = 0; j < U; ++j) a[k] += p[at.state_weights + j * 4 * U + k] * h[j];
      }
      for (int u = 0; u < U; ++u) {
        c[u] = gate(a[U + u]) * c[u] + gate(a[u]) * std::tanh(a[2 * U + u]);
        h[u] = gate(a[3 * U + u]) * std::tanh(c[u]);
      }
    }
    std::vector<double> y(classes);
    double sum = 0;
    for (int k = 0; k < classes; ++k) {
      y[k] = p[at.size + U * classes + k];
      for (int u = 0; u < U; ++u) y[k] += p[at.size + u * classes + k] * h[u];
      sum += y[k] = std::exp(y[k]);
    }
    for (int k = 0; k < classes; ++k) loss += std::pow(y[k] / sum - (labels[b] == k), 2) / (B * classes);
  }
  return loss;
}

TEST(LastState, LossAndGradientsEqualFiniteDifferencesOfTheDefinition) {
  LastStateNetwork network{{6, 2, 5, GateFunction::kHard}, 3, {}};
  const LayerLayout at(network.shape);
  const int U = network.shape.units();
  network.parameters.assign((at.size + U * 3 + 3 + 15) / 16 * 16, 0.0F);
  RandomStream random(9);
  start_layer(network.shape, random, network.parameters.data());
  for (int k = 0; k < 5 * 3; ++k) network.parameters[at.size + k] = random.uniform(-2, 2);
  const std::vector<int> labels = {2, 0};
  std::vector<float> sequences(6 * 2 * 2);
  for (float& value : sequences) value = random.normal();
  AlignedVector<float> gradients(network.parameters.size(), -99.0F);
  const double loss = last_state_pass(network, sequences.data(), labels, gradients.data());
  const std::vector<double> p(network.parameters.begin(), network.parameters.end());
  EXPECT_NEAR(loss, reference_loss(network.shape, 3, p, sequences, labels), 1e-6);
  for (std::size_t k = 0; k < at.size + U * 3 + 3; ++k) {
    const bool padding = network.parameters[k] == 0 && k < at.biases;
    if (padding) continue;
    auto up = p;
    auto down = p;
    up[k] += 1e-5;
    down[k] -= 1e-5;
    const double slope = (reference_loss(network.shape, 3, up, sequences, labels) -
                          reference_loss(network.shape, 3, down, sequences, labels)) /
                         2e-5;
    ASSERT_NEAR(gradients[k], slope, 1e-5) << "parameter " << k;
  }
}

TEST(LastState, TellsCirclesFromLines) {
  const auto train = two_shapes(8);
  std::vector<int> labels;
  for (int n = 0; n < train.count; ++n) labels.push_back(n % 2);
  const LastStateOptions options{.cells = 8, .presentations = 1500, .learning_rate = .01, .seed = 1};
  const auto network = train_last_state(train.targets, labels, kSteps, kDims, 2, options).value();
  const auto answers = last_state_answers(network, train.targets);
  for (int n = 0; n < train.count; ++n) {
    EXPECT_GT(answers[2 * n + labels[n]], 0.9F) << n;
    EXPECT_NEAR(answers[2 * n] + answers[2 * n + 1], 1, 1e-5);
  }
}

}  // namespace
}  // namespace resketch
