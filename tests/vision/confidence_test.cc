// Traces, curvature and scaled outputs, against what is known of small networks.
#include "vision/torch/confidence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "vision/torch/network_modules.h"

namespace resketch {
namespace {

constexpr int kSize = 6;

torch::Tensor random_matrix(int rows, int columns, std::uint64_t seed) {
  RandomStream stream(seed);
  torch::Tensor out = torch::empty({rows, columns});
  for (std::int64_t i = 0; i < out.numel(); ++i) out.data_ptr<float>()[i] = stream.normal();
  return out;
}

/// A small network with known Jacobian: r(x) = B tanh(A x).
struct SmallRedraw {
  torch::Tensor A = random_matrix(4, kSize, 1);
  torch::Tensor B = random_matrix(kSize, 4, 2);

  torch::Tensor operator()(const torch::Tensor& x) const { return torch::tanh(x.mm(A.t())).mm(B.t()); }
  torch::Tensor jacobian(const torch::Tensor& x) const {  // of one row
    const torch::Tensor slope = 1 - torch::tanh(A.mv(x)).square();
    return B.mm(slope.unsqueeze(1) * A);
  }
};

NetworkSpec plane(int classes) {
  NetworkSpec spec;
  spec.kind = NetworkKind::kPlane;
  spec.classes = classes;
  return spec;
}

TEST(Trace, TheExactOneIsTheSumOfTheJacobiansDiagonal) {
  const SmallRedraw redraw;
  const torch::Tensor x = differentiable(random_matrix(3, kSize, 3));
  const torch::Tensor trace = exact_trace(redraw(x), x, false);
  for (int n = 0; n < 3; ++n)
    EXPECT_NEAR(trace[n].item<float>(), redraw.jacobian(x[n]).trace().item<float>(), 1e-4);
}

TEST(Trace, TheEstimateIsUnbiasedAndVariesAsTheorySays) {
  const SmallRedraw redraw;
  const torch::Tensor x = random_matrix(1, kSize, 4);
  const torch::Tensor J = redraw.jacobian(x[0]);
  const torch::Tensor S = (J + J.t()) / 2;
  const double theory = 2 * (S.square().sum() - S.diagonal().square().sum()).item<double>();
  // Rows are independent, so as many estimates as there are rows.
  constexpr int kRows = 20000;
  for (const int probes : {1, 4}) {
    RandomStream stream(7);
    const torch::Tensor points = differentiable(x.expand({kRows, kSize}));
    const torch::Tensor estimates = estimated_trace(redraw(points), points, probes, stream, false);
    const double expected = theory / probes;
    EXPECT_NEAR(estimates.mean().item<double>(), J.trace().item<double>(), 4 * std::sqrt(expected / kRows));
    EXPECT_NEAR(estimates.var().item<double>() / expected, 1, 0.1) << probes << " probes";
  }
}

TEST(Trace, CurvatureOfTheIdentityIsZeroAndOfNothingMinusOne) {
  RandomStream stream(1);
  const torch::Tensor x = differentiable(random_matrix(2, kSize, 5));
  EXPECT_NEAR(curvature(x * 1, x, 0, stream, false)[0].item<float>(), 0, 1e-6);
  EXPECT_NEAR(curvature(x * 0, x, 0, stream, false)[1].item<float>(), -1, 1e-6);
}

TEST(ScaledOutputs, AreTheNetworksOutputsTimesTheConfidence) {
  Network network(plane(3));
  network.freeze();
  const ConfidenceOptions options{.alpha = 3, .beta = 5, .probes = 0};
  const torch::Tensor x = 4 * random_matrix(20, 2, 6);
  RandomStream stream(1);
  const torch::Tensor scaled = log_scaled_outputs(network, x, options, stream);
  const torch::Tensor plain = network.log_scores(network.logits(network.encode(x)));
  const torch::Tensor distance = (network.redraw(x) - x).square().sum(1).sqrt();
  const torch::Tensor point = differentiable(x);
  const torch::Tensor gamma = curvature(network.redraw(point), point, 0, stream, false);
  for (int n = 0; n < 20; ++n) {
    const double c = log_confidence(distance[n].item<double>(), gamma[n].item<double>(), 2, options);
    for (int k = 0; k < 3; ++k)
      EXPECT_NEAR(scaled[n][k].item<double>(), plain[n][k].item<double>() + c, 1e-4);
  }
}

// If Gamma's part of the gradient were missing, an attack would fail for the wrong reason.
TEST(ScaledOutputs, TheirGradientHoldsTheCurvatureToo) {
  Network network(plane(2));
  for (torch::Tensor& weights : network.parameters()) weights.data().mul_(6);  // so that gamma is positive
  network.freeze();
  const ConfidenceOptions options{.alpha = 1, .beta = 1, .probes = 0};
  const auto value = [&](const torch::Tensor& x) {
    RandomStream stream(1);
    return log_scaled_outputs(network, x, options, stream).index({0, 1}).item<double>();
  };
  int curved = 0;
  for (int n = 0; n < 200 && curved < 3; ++n) {
    const torch::Tensor x = differentiable(0.3 * random_matrix(1, 2, 100 + n));
    RandomStream stream(1);
    if (curvature(network.redraw(x), x, 0, stream, false).item<float>() < 0.5) continue;
    ++curved;
    log_scaled_outputs(network, x, options, stream).index({0, 1}).backward();
    for (int d = 0; d < 2; ++d) {
      constexpr double kStep = 2e-3;
      torch::Tensor change = torch::zeros({1, 2});
      change[0][d] = kStep;
      const double slope = (value(x.detach() + change) - value(x.detach() - change)) / (2 * kStep);
      EXPECT_NEAR(x.grad()[0][d].item<double>(), slope, 0.02 * std::abs(slope) + 0.05);
    }
  }
  EXPECT_EQ(curved, 3) << "no point of positive curvature was found";
}

TEST(Cool, AConfidentClassSharesItsProbabilityEvenlyAmongItsUnits) {
  NetworkSpec spec;
  spec.kind = NetworkKind::kCool;
  spec.classes = 3;
  spec.omega = 4;
  const Network network(spec);
  torch::Tensor logits = torch::full({2, 12}, -50.0F);
  logits[0].slice(0, 4, 8).fill_(0);  // all units of class 1
  logits[1][4] = 0;                   // one of them
  const torch::Tensor scores = network.log_scores(logits);
  EXPECT_NEAR(scores[0][1].item<float>(), 0, 1e-4);
  EXPECT_LT(scores[1][1].item<float>(), -50);
}

}  // namespace
}  // namespace resketch
