// Attacks must work where there is no defence: else a rate of 0 % says nothing.
#include "vision/torch/attacks.h"

#include <cmath>

#include "base/random.h"
#include "vision/sample_images.h"
#include "vision/torch/confidence.h"
#include "vision/torch/tensors.h"
#include "vision/torch/trainer.h"

namespace resketch {
namespace {

using testing::sample_images;
using testing::SampleImages;
using Method = FoolingOptions::Method;

std::shared_ptr<Network> digit_network() {
  static const std::shared_ptr<Network> kNetwork = [] {
    NetworkSpec spec;
    spec.epochs = 15;
    spec.batch = 50;
    return train(spec, sample_images(Split::kPool).inputs(), {}).value();
  }();
  return kNetwork;
}

TEST(Fooling, EveryMethodFoolsAnUndefendedNetwork) {
  const SampleImages start = sample_images(Split::kTest, 100);
  for (const Method method : {Method::kGeneratorNetwork, Method::kPixels, Method::kOtherClasses}) {
    const FoolingOptions options{.method = method,
                                 .threshold = 0.9,
                                 .per_class = 2,
                                 .max_steps = 1000,
                                 .learning_rate = method == Method::kGeneratorNetwork ? 0.003 : 0.1};
    const auto outcome = fool(*digit_network(), options, {}, start.inputs(), {}).value();
    ASSERT_EQ(outcome.steps.size(), 20U);
    const auto fooled = std::ranges::count_if(outcome.steps, [](int steps) { return steps >= 0; });
    EXPECT_GE(fooled, 19) << static_cast<int>(method);
    // What is reported holds for the inputs that are handed out.
    const torch::Tensor inputs = rows(outcome.inputs, 784, 0, 20);
    RandomStream stream(1);
    const torch::Tensor scores = log_scaled_outputs(*digit_network(), inputs, {}, stream).exp();
    for (int n = 0; n < 20; ++n) {
      EXPECT_EQ(outcome.wanted[n], n % 10);
      EXPECT_NEAR(scores[n][outcome.wanted[n]].item<float>(), outcome.best[n], 1e-3);
      EXPECT_EQ(outcome.steps[n] >= 0, outcome.best[n] >= 0.9F);
    }
  }
}

TEST(Fooling, WhereNothingPassesTheThresholdNothingIsFooled) {
  NetworkSpec spec;
  spec.kind = NetworkKind::kDaeAsymmetric;
  Network network(spec);
  network.freeze();
  const FoolingOptions options{
      .method = Method::kPixels, .per_class = 1, .max_steps = 5, .learning_rate = 0.1};
  const auto outcome = fool(network, options, {.alpha = 1e5}, {}, {}).value();
  for (const int steps : outcome.steps) EXPECT_EQ(steps, -1);
}

/// The layer itself, with every weight and bias, under plain gradient descent.
torch::Tensor descend_on_layer(Network& network, const FoolingOptions& options, int number) {
  RandomStream input(options.seed, kRandomLatentStart, number, 0);
  RandomStream weights(options.seed, kRandomLatentStart, number, 1);
  torch::Tensor u = torch::empty({1, 784});
  torch::Tensor W = torch::empty({784, 784});
  for (int i = 0; i < 784; ++i) u.data_ptr<float>()[i] = input.uniform();
  for (int i = 0; i < 784 * 784; ++i) W.data_ptr<float>()[i] = weights.uniform(-1.0F / 28, 1.0F / 28);
  torch::Tensor b = torch::zeros({784});
  W.set_requires_grad(true);
  b.set_requires_grad(true);
  torch::Tensor x;
  for (int step = 0; step <= options.max_steps; ++step) {
    x = torch::sigmoid(u.mm(W.t()) + b);
    RandomStream stream(1);
    const torch::Tensor score = log_scaled_outputs(network, x, {}, stream)[0][number % 10];
    const auto gradients = torch::autograd::grad({-score}, {W, b});
    const torch::NoGradGuard no_gradients;
    W.sub_(options.learning_rate * gradients[0]);
    b.sub_(options.learning_rate * gradients[1]);
  }
  return x;
}

TEST(Fooling, TheGeneratorNetworkMovesAsItsWholeLayerWould) {
  const FoolingOptions options{.threshold = 1.1, .per_class = 1, .max_steps = 15, .learning_rate = 0.003};
  const auto outcome = fool(*digit_network(), options, {}, {}, {}).value();
  for (const int number : {0, 7}) {
    const torch::Tensor x = descend_on_layer(*digit_network(), options, number);
    const torch::Tensor ours = rows(outcome.inputs, 784, number, 1);
    EXPECT_LT((ours - x).abs().max().item<float>(), 1e-3) << number;
  }
}

TEST(Fooling, FromOtherClassesNeedsAnotherClass) {
  const SampleImages all = sample_images(Split::kTest);
  const FoolingOptions options{.method = Method::kOtherClasses, .per_class = 1};
  EXPECT_EQ(fool(*digit_network(), options, {}, {}, {}).error().code(), ErrorCode::kUsage);
  std::vector<int> zeros(all.data.size(), 0);
  NetworkInputs one_class = all.inputs();
  one_class.labels = zeros;
  EXPECT_EQ(fool(*digit_network(), options, {}, one_class, {}).error().code(), ErrorCode::kUsage);
}

double accuracy(Network& network, const std::vector<float>& inputs, std::span<const int> labels) {
  RandomStream stream(1);
  const torch::Tensor x = rows(inputs, 784, 0, static_cast<int>(labels.size()));
  const torch::Tensor answers = log_scaled_outputs(network, x, {}, stream).argmax(1);
  return (answers == label_tensor(labels)).to(torch::kFloat).mean().item<double>();
}

TEST(Perturbing, StaysWithinItsBoundAndCostsAccuracyTheMoreTheStrongerItIs) {
  const SampleImages test = sample_images(Split::kTest, 100);
  const auto changed = [&](PerturbOptions::Method method, double epsilon) {
    return perturb(*digit_network(), test.inputs(), {.method = method, .epsilon = epsilon}, {}, {}).value();
  };
  const double clean = accuracy(*digit_network(), test.data.values, test.data.labels);
  const auto sign = changed(PerturbOptions::Method::kGradientSign, 0.1);
  const auto linf = changed(PerturbOptions::Method::kProjectedLinf, 0.1);
  const auto l2 = changed(PerturbOptions::Method::kProjectedL2, 2);
  float largest = 0;
  double longest = 0;
  for (int n = 0; n < 100; ++n) {
    double squares = 0;
    for (int i = 784 * n; i < 784 * (n + 1); ++i) {
      for (const auto* attack : {&sign, &linf}) {
        largest = std::max(largest, std::abs((*attack)[i] - test.data.values[i]));
        EXPECT_TRUE((*attack)[i] >= 0 && (*attack)[i] <= 1);
      }
      squares += (l2[i] - test.data.values[i]) * (l2[i] - test.data.values[i]);
    }
    longest = std::max(longest, std::sqrt(squares));
  }
  EXPECT_NEAR(largest, 0.1, 1e-5);
  EXPECT_LE(longest, 2 + 1e-4);
  EXPECT_GT(longest, 1);
  const double after_sign = accuracy(*digit_network(), sign, test.data.labels);
  const double after_linf = accuracy(*digit_network(), linf, test.data.labels);
  EXPECT_LT(after_sign, clean - 0.2);
  EXPECT_LE(after_linf, after_sign);
  EXPECT_LT(accuracy(*digit_network(), l2, test.data.labels), clean - 0.2);
}

TEST(Perturbing, ANetworkOfOneClassCannotBeMistaken) {
  NetworkSpec spec;
  spec.kind = NetworkKind::kDaeAsymmetric;
  spec.classes = 1;
  Network network(spec);
  EXPECT_EQ(perturb(network, {}, {}, {}, {}).error().code(), ErrorCode::kUsage);
}

}  // namespace
}  // namespace resketch
