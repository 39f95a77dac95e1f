#include "inference/holistic_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace resketch {
namespace {

/// A random generator whose two latents draw different things.
class HolisticSearch : public ::testing::Test {
 protected:
  HolisticSearch() : parameters_(StackedLayout(shape_).size, 0.0F) {
    RandomStream random(5);
    const StackedLayout at(shape_);
    const LayerLayout in(shape_.layer(0));
    const int U = shape_.units();
    const auto fill = [&](std::size_t from, int rows, float bound) {
      for (int row = 0; row < rows * 4; ++row) {
        for (int u = 0; u < shape_.cells; ++u)
          parameters_[from + row * U + u] = random.uniform(-bound, bound);
      }
    };
    fill(in.input_weights, shape_.inputs, 2);
    fill(in.state_weights, shape_.cells, .4F);
    for (int k = 0; k < shape_.cells * shape_.outputs; ++k)
      parameters_[at.out_weights + k] = random.uniform(-1, 1);
  }

  HolisticView view() const { return {shape_, parameters_.data(), false}; }

  /// What latents [N, K] draw, as targets [N, T, D].
  std::vector<float> drawn(const std::vector<float>& latents) const {
    const int N = static_cast<int>(latents.size()) / shape_.inputs;
    StackedTape tape;
    stacked_draw(shape_, parameters_.data(), N, {latents.data(), 1}, tape);
    std::vector<float> out;
    for (int n = 0; n < N; ++n) {
      for (int t = 0; t < shape_.steps; ++t) {
        for (int d = 0; d < shape_.outputs; ++d) out.push_back(tape.drawn[(t * N + n) * shape_.outputs + d]);
      }
    }
    return out;
  }

  const StackedShape shape_{.inputs = 3, .cells = 10, .outputs = 2, .steps = 15};
  AlignedVector<float> parameters_;
};

TEST_F(HolisticSearch, FindsTheLatentsThatDrewTheTargets) {
  const std::vector<float> truth = {1, 0, 0, 0, 1, 0, 0, 0, 1, .2F, .3F, .5F};
  for (const bool drifts : {false, true}) {
    const auto found = holistic_search(view(), drawn(truth),
                                       {.iterations = 400, .learning_rate = .01F, .start_drifts = drifts})
                           .value();
    for (std::size_t n = 0; n < truth.size(); ++n)
      EXPECT_NEAR(found[n], truth[n], 0.05) << drifts << " " << n;
  }
}

TEST_F(HolisticSearch, LatentsAreSharesThatAddUpToOne) {
  const auto found = holistic_search(view(), drawn({1, 0, 0, .5F, .5F, 0}), {.iterations = 7}).value();
  for (int n = 0; n < 2; ++n) {
    float sum = 0;
    for (int k = 0; k < 3; ++k) {
      EXPECT_GE(found[3 * n + k], 0);
      sum += found[3 * n + k];
    }
    EXPECT_NEAR(sum, 1, 1e-5);
  }
}

TEST_F(HolisticSearch, WithoutIterationsTheStartIsTheAnswer) {
  const auto found = holistic_search(view(), drawn({1, 0, 0}), {.iterations = 0}).value();
  for (const float share : found) EXPECT_FLOAT_EQ(share, 1.0F / 3);
}

TEST_F(HolisticSearch, TheFirstStepIsAsLongAsBeta2MakesIt) {
  // Without bias correction: rate (1 - beta1) / sqrt(1 - beta2).
  for (const auto& [beta2, length] : {std::pair(.99F, .05F), std::pair(.999F, .158F)}) {
    auto latent =
        holistic_search(view(), drawn({1, 0, 0}), {.iterations = 1, .beta2 = beta2, .start_drifts = false})
            .value();
    // Every share has moved by `length` one way or the other, then all were divided by their sum.
    const float up = std::max({latent[0], latent[1], latent[2]});
    const float down = std::min({latent[0], latent[1], latent[2]});
    EXPECT_NEAR(down / up, (1.0F / 3 - length) / (1.0F / 3 + length), 1e-3);
  }
}

TEST_F(HolisticSearch, OnlyADriftingStartDependsOnTheTargetsBefore) {
  const auto alone = drawn({0, 0, 1});
  const auto after = drawn({1, 0, 0, 0, 0, 1});
  const auto last = [&](const std::vector<float>& targets, bool drifts) {
    const auto found = holistic_search(view(), targets, {.iterations = 3, .start_drifts = drifts}).value();
    return std::vector<float>(found.end() - 3, found.end());
  };
  EXPECT_EQ(last(alone, false), last(after, false));
  EXPECT_NE(last(alone, true), last(after, true));
}

TEST_F(HolisticSearch, StopsWhenAskedTo) {
  const auto found = holistic_search(view(), drawn({1, 0, 0}), {}, [](const Progress&) { return false; });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace resketch
