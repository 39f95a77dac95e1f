// Self-organising maps, and maps of what generators draw.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "measures/latent_map.h"
#include "measures/letter_map.h"
#include "measures/som.h"

namespace resketch {
namespace {

constexpr int kSteps = 10;

double distance(const double* a, const double* b, int dims) {
  double squares = 0;
  for (int d = 0; d < dims; ++d) squares += (a[d] - b[d]) * (a[d] - b[d]);
  return std::sqrt(squares);
}

TEST(Som, NeuronsComeToLieWhereTheDataLieNeighboursBesideEachOther) {
  RandomStream random(1);
  std::vector<double> data;
  for (int n = 0; n < 400; ++n) {
    for (int d = 0; d < 2; ++d) data.push_back(random.uniform());
  }
  const Som som = train_som(data, 2, {.side = 8, .seed = 3});
  double error = 0;
  for (int n = 0; n < 400; ++n)
    error += distance(&data[2 * n], &som.weights[2 * som.winner(&data[2 * n])], 2) / 400;
  EXPECT_LT(error, 0.1);
  double near = 0;
  double any = 0;
  int pairs = 0;
  for (int n = 0; n < 64; ++n) {
    for (const int other : som.neighbours(n)) {
      near += distance(&som.weights[2 * n], &som.weights[2 * other], 2);
      any += distance(&som.weights[2 * n], &som.weights[2 * ((n + 31) % 64)], 2);
      ++pairs;
    }
  }
  EXPECT_LT(near, 0.7 * any) << pairs;
}

TEST(Som, ANeuronInACornerHasThreeNeighboursAndOneInsideEight) {
  const Som som{.side = 5, .dims = 1, .weights = std::vector<double>(25, 0)};
  EXPECT_EQ(som.neighbours(0), (std::vector<int>{1, 5, 6}));
  EXPECT_EQ(som.neighbours(12).size(), 8U);
  EXPECT_EQ(som.neighbours(14).size(), 5U);
}

/// Lines in as many directions as there are classes, two examples each.
HolisticSet lines(int classes) {
  HolisticSet set{.classes = classes, .steps = kSteps, .dims = 2};
  for (int c = 0; c < classes; ++c) {
    set.labels.emplace_back(1, static_cast<char>('a' + c));
    for (const float size : {1.0F, 1.2F}) {
      for (int k = 0; k < classes; ++k) set.train.latents.push_back(k == c ? 1.0F : 0.0F);
      const float angle = 6.283F * static_cast<float>(c) / static_cast<float>(classes);
      for (int t = 0; t < kSteps; ++t) {
        set.train.targets.push_back(size * std::cos(angle) * static_cast<float>(t) / kSteps);
        set.train.targets.push_back(size * std::sin(angle) * static_cast<float>(t) / kSteps);
      }
      set.train_labels.push_back(c);
      ++set.train.count;
    }
  }
  return set;
}

std::vector<float> first_examples(const HolisticSet& set) {
  std::vector<float> out;
  for (int c = 0; c < set.classes; ++c)
    out.insert(out.end(), set.train.targets.begin() + 2L * c * kSteps * 2,
               set.train.targets.begin() + (2L * c + 1) * kSteps * 2);
  return out;
}

HolisticNetwork trained(const HolisticSet& set) {
  const HolisticOptions options{.cells = 16,
                                .presentations = 3000,
                                .learning_rate = 0.005,
                                .noise = 0.3F,
                                .noise_every_step = false,
                                .seed = 2};
  return train_holistic(set.train, set.train, kSteps, 2, options).value();
}

TEST(LatentMap, OfAGeneratorTrainedWithNoiseIsCutAlongTheDiagonal) {
  const HolisticSet set = lines(2);
  const LatentMap map = latent_map(trained(set), first_examples(set));
  EXPECT_EQ(map.mse[0].size(), static_cast<std::size_t>(kGridSide * kGridSide));
  EXPECT_GT(map.straight_mse, 0.8);
  EXPECT_GT(map.straight_dtw, 0.8);
  // The latent (1, 0) draws an 'a', (0, 1) a 'b'.
  EXPECT_LT(map.mse[0][kGridSide - 1], 0.05);
  EXPECT_LT(map.mse[1][static_cast<std::size_t>(kGridSide) * (kGridSide - 1)], 0.05);
}

TEST(LatentMap, StraightnessIsThatOfTheOppositeWhenClassesAreSwapped) {
  const HolisticSet set = lines(2);
  const auto network = trained(set);
  auto swapped = first_examples(set);
  std::rotate(swapped.begin(), swapped.begin() + kSteps * 2, swapped.end());
  EXPECT_NEAR(latent_map(network, swapped).straight_mse,
              1 - latent_map(network, first_examples(set)).straight_mse, 0.02);
}

TEST(LetterMap, NeighboursDrawEqualLettersAndEveryLatentHasAPlace) {
  const HolisticSet set = lines(4);
  const LetterMap map = letter_map(trained(set), set, first_examples(set), 5);
  EXPECT_EQ(map.side, 17);
  EXPECT_EQ(map.heights.size(), 289U);
  EXPECT_GT(map.agreement, map.chance + 0.2);
  EXPECT_GE(map.unclear, 0);
  EXPECT_LT(map.unclear, 1);
  std::string all;
  for (const std::string& text : map.labels) all += text;
  for (const char letter : {'a', 'b', 'c', 'd'}) EXPECT_NE(all.find(letter), std::string::npos) << letter;
  EXPECT_EQ(all.find_first_not_of("abcdx"), std::string::npos);
}

}  // namespace
}  // namespace resketch
