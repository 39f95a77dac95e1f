// Layers and stacks of layers against plain double precision: values, and gradients by finite differences.
#include "kernels/stacked_lstm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "kernels/isa.h"
#include "kernels/random_lstm.h"

namespace resketch {
namespace {

constexpr int kBatch = 3;

struct Case {
  StackedShape shape;
  int input_steps;
};

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const GateFunction gates : {GateFunction::kLogistic, GateFunction::kHard}) {
    for (const int layers : {1, 2}) {
      for (const int input_steps : {1, 6})
        out.push_back({{.inputs = 3, .cells = 5, .layers = layers, .outputs = 2, .steps = 6, .gates = gates},
                       input_steps});
    }
  }
  return out;
}

double gate(GateFunction function, double x) {
  if (function == GateFunction::kLogistic) return 1 / (1 + std::exp(-x));
  return std::clamp(0.2 * x + 0.5, 0.0, 1.0);
}

/// The sum of losses of all items, from the definition.
double reference_loss(const Case& c, const std::vector<double>& p, const std::vector<double>& latents,
                      const std::vector<double>& targets) {
  const StackedShape& s = c.shape;
  const StackedLayout at(s);
  const int U = s.units();
  double loss = 0;
  for (int b = 0; b < kBatch; ++b) {
    std::vector<std::vector<double>> input(s.steps, std::vector<double>(s.inputs, 0));
    for (int t = 0; t < c.input_steps; ++t) {
      for (int k = 0; k < s.inputs; ++k) input[t][k] = latents[(t * kBatch + b) * s.inputs + k];
    }
    for (int n = 0; n < s.layers; ++n) {
      const LayerLayout in(s.layer(n));
      const double* w = p.data() + at.layers[n];
      std::vector<double> h(U, 0);
      std::vector<double> cell(U, 0);
      for (int t = 0; t < s.steps; ++t) {
        std::vector<double> a(w + in.biases, w + in.biases + 4 * U);
        for (int k = 0; k < 4 * U; ++k) {
          for (std::size_t j = 0; j < input[t].size(); ++j)
            a[k] += w[in.input_weights + j * 4 * U + k] * input[t][j];
          for (int j = 0; j < U; ++j) a[k] += w[in.state_weights + j * 4 * U + k] * h[j];
        }
        for (int u = 0; u < U; ++u) {
          cell[u] = gate(s.gates, a[U + u]) * cell[u] + gate(s.gates, a[u]) * std::tanh(a[2 * U + u]);
          h[u] = gate(s.gates, a[3 * U + u]) * std::tanh(cell[u]);
        }
        input[t] = h;
      }
    }
    for (int t = 0; t < s.steps; ++t) {
      for (int d = 0; d < s.outputs; ++d) {
        double y = p[at.out_biases + d];
        for (int u = 0; u < U; ++u) y += p[at.out_weights + u * s.outputs + d] * input[t][u];
        const double error = y - targets[(t * kBatch + b) * s.outputs + d];
        loss += error * error / (s.steps * s.outputs);
      }
    }
  }
  return loss;
}

AlignedVector<float> random_parameters(const StackedShape& s, RandomStream& random) {
  const StackedLayout at(s);
  AlignedVector<float> p(at.size, 0.0F);
  const int U = s.units();
  const auto fill_rows = [&](std::size_t from, int rows) {  // of [rows, 4U], padding left at zero
    for (int r = 0; r < rows; ++r) {
      for (int g = 0; g < 4; ++g) {
        for (int u = 0; u < s.cells; ++u)
          p[from + (static_cast<std::size_t>(r) * 4 + g) * U + u] = random.uniform(-.9F, .9F);
      }
    }
  };
  for (int n = 0; n < s.layers; ++n) {
    const LayerLayout in(s.layer(n));
    fill_rows(at.layers[n] + in.input_weights, n == 0 ? s.inputs : s.cells);
    fill_rows(at.layers[n] + in.state_weights, s.cells);
    fill_rows(at.layers[n] + in.biases, 1);
  }
  for (std::size_t k = 0; k < static_cast<std::size_t>(s.cells) * s.outputs; ++k)
    p[at.out_weights + k] = random.uniform(-1, 1);
  for (int d = 0; d < s.outputs; ++d) p[at.out_biases + d] = random.uniform(-1, 1);
  return p;
}

template <typename Floats>
std::vector<double> doubles(const Floats& values) {
  return {values.begin(), values.end()};
}

TEST(StackedLstm, LossesAndAllGradientsEqualThoseOfTheDefinitionInDouble) {
  constexpr float kWeight = 0.5F;
  with_each_isa([&](const std::string& isa) {
    for (const Case& c : cases()) {
      SCOPED_TRACE(isa + " layers " + std::to_string(c.shape.layers) + " inputs " +
                   std::to_string(c.input_steps));
      RandomStream random(11);
      const auto parameters = random_parameters(c.shape, random);
      const auto latents =
          random_values<AlignedVector<float>>(c.input_steps * kBatch * c.shape.inputs, random, -1, 1);
      const auto targets =
          random_values<AlignedVector<float>>(c.shape.steps * kBatch * c.shape.outputs, random, -2, 2);
      StackedTape tape;
      std::vector<float> losses(kBatch);
      AlignedVector<float> gradients(parameters.size(), -99.0F);
      AlignedVector<float> d_latents(latents.size(), -99.0F);
      const LayerInput input{latents.data(), c.input_steps};
      stacked_transpose(c.shape, parameters.data(), tape);
      stacked_draw(c.shape, parameters.data(), kBatch, input, tape);
      stacked_compare(c.shape, kBatch, targets.data(), losses.data(), tape);
      stacked_backward(c.shape, kBatch, input, kWeight, tape, gradients.data(), d_latents.data());

      const auto p = doubles(parameters);
      const auto z = doubles(latents);
      const auto y = doubles(targets);
      EXPECT_NEAR(losses[0] + losses[1] + losses[2], reference_loss(c, p, z, y), 1e-5);
      constexpr double kStep = 1e-5;
      const auto slope = [&](std::vector<double> at, std::size_t k, const auto& loss) {
        at[k] += kStep;
        const double up = loss(at);
        at[k] -= 2 * kStep;
        return (up - loss(at)) / (2 * kStep);
      };
      for (std::size_t k = 0; k < p.size(); k += 7) {
        if (parameters[k] == 0) continue;  // padding
        ASSERT_NEAR(gradients[k],
                    kWeight * slope(p, k, [&](const auto& at) { return reference_loss(c, at, z, y); }), 1e-5)
            << "parameter " << k;
      }
      for (std::size_t k = 0; k < z.size(); ++k) {
        ASSERT_NEAR(d_latents[k],
                    kWeight * slope(z, k, [&](const auto& at) { return reference_loss(c, p, at, y); }), 1e-5)
            << "latent " << k;
      }
      // What pads the cells must not start to move.
      const LayerLayout in(c.shape.layer(0));
      for (int u = c.shape.cells; u < c.shape.units(); ++u) EXPECT_EQ(gradients[in.biases + u], 0.0F);
    }
  });
}

TEST(StackedLstm, AnItemIsDrawnAlikeWhateverStandsBesideIt) {
  const StackedShape shape{.inputs = 4, .cells = 20, .outputs = 2, .steps = 30};
  RandomStream random(3);
  const auto parameters = random_parameters(shape, random);
  const auto latents = random_values<AlignedVector<float>>(7 * 4, random, 0, 1);
  StackedTape together;
  stacked_draw(shape, parameters.data(), 7, {latents.data(), 1}, together);
  for (int b = 0; b < 7; ++b) {
    StackedTape alone;
    stacked_draw(shape, parameters.data(), 1, {latents.data() + 4 * b, 1}, alone);
    for (int t = 0; t < shape.steps; ++t) {
      for (int d = 0; d < 2; ++d) ASSERT_EQ(together.drawn[(t * 7 + b) * 2 + d], alone.drawn[t * 2 + d]);
    }
  }
}

}  // namespace
}  // namespace resketch
