#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "base/parallel.h"
#include "synthetic_series.h"

namespace resketch {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kUnseen = 1000;  // items from here on are no exemplars

std::vector<double> evidence_of(const ExemplarGenerator& generator, const std::vector<float>& target,
                                int classes) {
  std::vector<double> evidence(classes);
  generator.explain(target, evidence, nullptr);
  return evidence;
}

std::vector<Sketch> sketches_of(const ExemplarGenerator& generator, const std::vector<float>& target,
                                int classes) {
  std::vector<double> evidence(classes);
  std::vector<Sketch> sketches;
  generator.explain(target, evidence, &sketches);
  for (int c = 0; c < classes; ++c) EXPECT_EQ(sketches[c].evidence, evidence[c]);
  return sketches;
}

int largest(const std::vector<double>& values) {
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(static_cast<double>(a[i]) - b[i], 2);
  return std::sqrt(sum / static_cast<double>(a.size()));
}

TEST(TraceGenerator, GivesTheOwnClassTheMostEvidence) {
  for (const int per_class : {1, 2, 4}) {
    Model model = synthetic_model(8, per_class);
    const auto generator = learned_generator(model);
    int right = 0;
    for (int n = 0; n < 80; ++n) {
      right += largest(evidence_of(*generator, draw_synthetic(n % 8, kUnseen + n), 8)) == n % 8 ? 1 : 0;
    }
    EXPECT_GE(right, per_class == 1 ? 72 : 76) << per_class << " exemplars";
  }
}

TEST(TraceGenerator, GivesTheOwnClassOfASeriesTheMostEvidenceInAnyDims) {
  for (const int dims : {1, 3, 40}) {
    for (const int per_class : {1, 4}) {
      Model model = synthetic_series_model(dims, 8, per_class);
      const auto generator = learned_generator(model);
      int right = 0;
      for (int n = 0; n < 80; ++n) {
        const auto target = synthetic_series(dims, n % 8, kUnseen + n);
        right += largest(evidence_of(*generator, target, 8)) == n % 8 ? 1 : 0;
      }
      EXPECT_GE(right, per_class == 1 ? 72 : 78) << dims << " dims, " << per_class << " exemplars";
    }
  }
}

TEST(TraceGenerator, DrawsSeriesOfItsClassAndFailsOnOthers) {
  constexpr int kDims = 3;
  Model model = synthetic_series_model(kDims, 6, 4);
  const auto generator = learned_generator(model);
  double own = 0;
  double other = 0;
  for (int n = 0; n < 30; ++n) {
    const auto target = synthetic_series(kDims, n % 6, kUnseen + n);
    const auto sketches = sketches_of(*generator, target, 6);
    for (int c = 0; c < 6; ++c) {
      ASSERT_EQ(sketches[c].values.size(), target.size());
      (c == n % 6 ? own : other) += distance(sketches[c].values, target) / (c == n % 6 ? 30 : 30 * 5);
    }
  }
  EXPECT_LT(own, .2);
  EXPECT_GT(other, 3 * own);
}

TEST(TraceGenerator, AlignsOnlyTheNearestExemplarsOfLargeClassesAndAnswersAlike) {
  Model large = synthetic_model(3, 80);
  const auto generator = learned_generator(large);
  int right = 0;
  for (int n = 0; n < 30; ++n) {
    const auto sketches = sketches_of(*generator, draw_synthetic(n % 3, kUnseen + n), 3);
    right +=
        sketches[n % 3].evidence > std::max(sketches[(n + 1) % 3].evidence, sketches[(n + 2) % 3].evidence);
    EXPECT_NEAR(std::accumulate(sketches[0].weights.begin(), sketches[0].weights.end(), 0.0), 1, 1e-5);
  }
  EXPECT_GE(right, 29);
}

TEST(TraceGenerator, DrawsTargetsOfItsClassAndFailsOnOthers) {
  Model model = synthetic_model(8, 4);
  const auto generator = learned_generator(model);
  double own = 0;
  double other = 0;
  double raw = 0;  // the exemplar with the largest weight, as it is
  for (int n = 0; n < 40; ++n) {
    const int c = n % 8;
    const auto target = draw_synthetic(c, kUnseen + n);
    const auto sketches = sketches_of(*generator, target, 8);
    own += distance(sketches[c].values, target) / 40;
    for (int d = 0; d < 8; ++d) other += d == c ? 0 : distance(sketches[d].values, target) / (40 * 7);
    const auto& weights = sketches[c].weights;
    EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1, 1e-5);
    const auto best = std::max_element(weights.begin(), weights.end()) - weights.begin();
    raw += distance(draw_synthetic(c, static_cast<std::uint32_t>(best)), target) / 40;
  }
  EXPECT_LT(own, .15);
  EXPECT_LT(own, .5 * raw);
  EXPECT_GT(other, 3 * own);
}

TEST(TraceGenerator, DrawsAnExemplarOfAClassOfOneExactly) {
  Model model = synthetic_model(4, 1);
  const auto generator = learned_generator(model);
  for (int c = 0; c < 4; ++c) {
    const auto target = draw_synthetic(c, 0);
    EXPECT_LT(distance(sketches_of(*generator, target, 4)[c].values, target), .03);
  }
}

TEST(TraceGenerator, GivesTheSameBitsEveryTimeAndOnAnyThread) {
  Model model = synthetic_model(4, 3);
  const auto generator = learned_generator(model);
  Model again = synthetic_model(4, 3);
  const auto second = learned_generator(again);
  EXPECT_EQ(model.style, again.style);
  std::vector<std::vector<Sketch>> sketches(32);
  parallel_for(32, 4, [&](int n) {
    std::vector<double> evidence(4);
    (n % 2 == 0 ? generator : second)->explain(draw_synthetic(n / 4 % 4, kUnseen), evidence, &sketches[n]);
  });
  for (int n = 0; n < 32; ++n) {
    const auto& first = sketches[n / 4 * 4];
    for (int c = 0; c < 4; ++c) {
      EXPECT_EQ(sketches[n][c].evidence, first[c].evidence);
      EXPECT_EQ(sketches[n][c].values, first[c].values);
      EXPECT_EQ(sketches[n][c].weights, first[c].weights);
    }
  }
}

TEST(TraceGenerator, StaysFiniteOnWhateverItIsGiven) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  constexpr int kSteps = 6;
  const std::vector<std::vector<float>> sequences = {
      {0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0},
      {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
      {3, 4, 3, 4, 3, 4, 3, 5, 3, 5, 3, 5},
      {0, 0, 1e-38F, 0, 0, 1e-38F, 0, 0, 0, 0, 0, 0},
      {-kLargest, kLargest, kLargest, -kLargest, 0, 0, 1, 1, kLargest, kLargest, 0, 0},
  };
  for (std::size_t first = 0; first < sequences.size(); ++first) {
    for (std::size_t second = 0; second < sequences.size(); ++second) {
      Model model = empty_stroke_model(kSteps);
      model.modules.push_back(module_of("one", {sequences[first]}));
      model.modules.push_back(module_of("many", {sequences[first], sequences[second], sequences[second]}));
      const auto generator = learned_generator(model);
      for (const auto& target : sequences) {
        for (const Sketch& sketch : sketches_of(*generator, target, 2)) {
          EXPECT_TRUE(std::isfinite(sketch.evidence));
          EXPECT_NEAR(std::accumulate(sketch.weights.begin(), sketch.weights.end(), 0.0), 1, 1e-5);
          for (const float value : sketch.values) EXPECT_TRUE(std::isfinite(value));
        }
      }
    }
  }
}

TEST(TraceGenerator, StaysFiniteOnWhateverSeriesItIsGiven) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const std::vector<std::vector<float>> sequences = {
      {0, 1, 0, 2, 0}, {0, 0, 0, 0, 0}, {0, 1e-38F, 0, 0, 0}, {-kLargest, kLargest, 1, -kLargest, kLargest}};
  for (const auto& first : sequences) {
    for (const auto& second : sequences) {
      Model model = empty_series_model(1, 5);
      model.modules.push_back(module_of("one", {first}, 1));
      model.modules.push_back(module_of("many", {first, second, second}, 1));
      const auto generator = learned_generator(model);
      for (const auto& target : sequences) {
        for (const Sketch& sketch : sketches_of(*generator, target, 2)) {
          EXPECT_TRUE(std::isfinite(sketch.evidence));
          for (const float value : sketch.values) EXPECT_TRUE(std::isfinite(value));
        }
      }
    }
  }
}

TEST(TraceGenerator, ServesSequencesOfOneStepAndOfTwo) {
  for (const int steps : {1, 2}) {
    Model model = empty_stroke_model(steps);
    std::vector<float> exemplar(2 * steps, .5F);
    exemplar.back() = 1;
    model.modules.push_back(module_of("a", {exemplar}));
    model.modules.push_back(module_of("b", {std::vector<float>(2 * steps, 0.F)}));
    const auto generator = learned_generator(model);
    for (const Sketch& sketch : sketches_of(*generator, exemplar, 2)) {
      EXPECT_TRUE(std::isfinite(sketch.evidence));
      EXPECT_EQ(sketch.values.size(), 2U * steps);
      for (const float value : sketch.values) EXPECT_TRUE(std::isfinite(value));
    }
  }
}

TEST(TraceGenerator, ServesAClassAddedAfterTheStyleWasLearned) {
  Model model = synthetic_model(5, 4);
  learn_trace_style(model).value();
  model.modules.push_back(module_of("added", {draw_synthetic(5, 0), draw_synthetic(5, 1)}));
  const auto generator = make_trace_generator(model).value();
  int right = 0;
  for (int n = 0; n < 30; ++n) {
    right += largest(evidence_of(*generator, draw_synthetic(n % 6, kUnseen + n), 6)) == n % 6 ? 1 : 0;
  }
  EXPECT_GE(right, 28);
}

TEST(TraceGenerator, RefusesExemplarsThatItCannotDraw) {
  const auto message = [](const Model& model) {
    const auto generator = make_trace_generator(model);
    return generator.ok() ? std::string("accepted") : std::string(generator.error().what());
  };
  Model model = synthetic_model(2, 2);
  learn_trace_style(model).value();
  EXPECT_EQ(message(model), "accepted");
  Model three = model;
  three.modules[1].shape.outputs = 3;
  EXPECT_THAT(message(three), HasSubstr("class 'class 1' has exemplars of 90 steps x 3 values"));
  Model torn = model;
  torn.modules[0].exemplars.pop_back();
  EXPECT_THAT(message(torn), HasSubstr("class 'class 0' has 359 exemplar values; exemplars have 180 each"));
  Model empty = model;
  empty.modules[0].exemplars.clear();
  EXPECT_THAT(message(empty), HasSubstr("class 'class 0' has 0 exemplar values"));
  Model wide = synthetic_series_model(kMaxSeriesDims + 1, 2, 1);
  EXPECT_THAT(message(wide), HasSubstr("found data of 65 dims, expected a series of 1 to 64"));
  Model none = model;
  none.modules.clear();
  EXPECT_THAT(message(none), HasSubstr("no classes"));
}

}  // namespace
}  // namespace resketch
