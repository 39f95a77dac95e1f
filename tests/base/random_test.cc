#include "base/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace resketch {
namespace {

// Source: kat_vectors of Random123, the authors' own implementation, philox4x32 with 10 rounds.
TEST(Philox, GivesTheAuthorsKnownAnswers) {
  using Block = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t kOnes = 0xffffffff;
  EXPECT_EQ(philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}),
            (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

std::vector<std::uint32_t> first(RandomStream stream, int count) {
  std::vector<std::uint32_t> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(stream.next_u32());
  return numbers;
}

TEST(RandomStream, IsNamedByItsFourNumbers) {
  const auto numbers = first(RandomStream(42, kRandomWeights, 3, 17), 20);
  EXPECT_EQ(first(RandomStream(42, kRandomWeights, 3, 17), 20), numbers);
  EXPECT_NE(first(RandomStream(43, kRandomWeights, 3, 17), 20), numbers);
  EXPECT_NE(first(RandomStream(42ULL + (1ULL << 32), kRandomWeights, 3, 17), 20), numbers);
  EXPECT_NE(first(RandomStream(42, kRandomKMeans, 3, 17), 20), numbers);
  EXPECT_NE(first(RandomStream(42, kRandomWeights, 4, 17), 20), numbers);
  EXPECT_NE(first(RandomStream(42, kRandomWeights, 3, 18), 20), numbers);
}

TEST(RandomStream, HandsOutPhiloxBlocksInOrder) {
  const auto numbers = first(RandomStream(7, 1, 2, 3), 8);
  const auto one = philox4x32({0, 3, 2, 1}, {7, 0});
  const auto two = philox4x32({1, 3, 2, 1}, {7, 0});
  EXPECT_EQ(numbers, (std::vector{one[0], one[1], one[2], one[3], two[0], two[1], two[2], two[3]}));
}

TEST(RandomStream, ACopyContinuesAlike) {
  RandomStream stream(1);
  stream.next_u32();
  const RandomStream copy = stream;
  EXPECT_EQ(first(stream, 10), first(copy, 10));
}

TEST(RandomStream, UniformStaysInItsRangeAndFillsIt) {
  RandomStream stream(5);
  double sum = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const float u = stream.uniform();
    ASSERT_GE(u, 0.0F);
    ASSERT_LT(u, 1.0F);
    sum += u;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 5 * std::sqrt(1.0 / 12 / kDraws));
}

TEST(RandomStream, BelowHitsEveryNumberEquallyOften) {
  RandomStream stream(6);
  constexpr int kDraws = 70'000;
  std::array<int, 7> hits{};
  for (int i = 0; i < kDraws; ++i) ++hits.at(stream.below(7));
  for (const int h : hits) EXPECT_NEAR(h, kDraws / 7, 500);
}

TEST(RandomStream, NormalHasMeanZeroAndVarianceOne) {
  RandomStream stream(8);
  constexpr int kDraws = 200'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = stream.normal();
    ASSERT_TRUE(std::isfinite(x));
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 5 / std::sqrt(kDraws));
  EXPECT_NEAR(squares / kDraws, 1, 5 * std::sqrt(2.0 / kDraws));
}

}  // namespace
}  // namespace resketch
