#include <gtest/gtest.h>

#include "resketch/baseline.h"

namespace resketch {
namespace {

/// Items that both have right, only the first, only the second, and neither.
struct Answers {
  std::vector<bool> first, second;
  Answers(int both, int only_first, int only_second, int neither) {
    add(both, true, true);
    add(only_first, true, false);
    add(only_second, false, true);
    add(neither, false, false);
  }
  void add(int count, bool a, bool b) {
    first.insert(first.end(), count, a);
    second.insert(second.end(), count, b);
  }
  Comparison compared(const ComparisonOptions& options = {}) const { return compare(first, second, options); }
};

TEST(Compare, McNemarEqualsSumsOfBinomialsByHand) {
  EXPECT_NEAR(Answers(50, 5, 1, 0).compared().p, 2 * (1 + 6) / 64.0, 1e-12);
  EXPECT_NEAR(Answers(3, 2, 10, 9).compared().p, 2 * (1 + 12 + 66) / 4096.0, 1e-12);
  EXPECT_NEAR(Answers(0, 8, 0, 0).compared().p, 2 / 256.0, 1e-12);
  EXPECT_EQ(Answers(10, 4, 4, 10).compared().p, 1);
  EXPECT_NEAR(Answers(10, 4, 3, 10).compared().p, 2 * 64 / 128.0, 1e-12);
  EXPECT_EQ(Answers(10, 0, 0, 10).compared().p, 1);
}

TEST(Compare, McNemarOfManyItemsAgreesWithTheNormalApproximation) {
  // 5,200 of 10,000 tosses: (200 - .5) / 50 = 3.99 standard deviations, two-sided 6.6e-5.
  EXPECT_NEAR(Answers(0, 5200, 4800, 0).compared({.draws = 10}).p, 6.6e-5, 1e-6);
}

TEST(Compare, DifferenceIsThatOfTheAccuracies) {
  const Comparison c = Answers(60, 20, 5, 15).compared();
  EXPECT_EQ(c.items, 100);
  EXPECT_EQ(c.only_first, 20);
  EXPECT_EQ(c.only_second, 5);
  EXPECT_DOUBLE_EQ(c.difference, .15);
}

TEST(Compare, IntervalHasThePercentilesOfTheBinomialThatResamplingMakes) {
  // Only the first leads, on a fifth of 100 items: sums are binomial (100, .2), 95 % of them in 12 or 13
  // to 28.
  const Comparison c = Answers(80, 20, 0, 0).compared();
  EXPECT_GE(c.low, .12);
  EXPECT_LE(c.low, .13);
  EXPECT_GE(c.high, .27);
  EXPECT_LE(c.high, .28);
}

TEST(Compare, WhereEveryItemSaysTheSameTheIntervalIsAPoint) {
  const Comparison ahead = Answers(0, 7, 0, 0).compared();
  EXPECT_EQ(ahead.low, 1);
  EXPECT_EQ(ahead.high, 1);
  const Comparison even = Answers(4, 0, 0, 3).compared();
  EXPECT_EQ(even.low, 0);
  EXPECT_EQ(even.high, 0);
}

TEST(Compare, ExchangingTheMethodsTurnsSigns) {
  const Comparison one = Answers(30, 12, 4, 8).compared();
  Answers answers(30, 12, 4, 8);
  const Comparison other = compare(answers.second, answers.first);
  EXPECT_DOUBLE_EQ(other.difference, -one.difference);
  EXPECT_DOUBLE_EQ(other.low, -one.high);
  EXPECT_DOUBLE_EQ(other.high, -one.low);
  EXPECT_EQ(other.p, one.p);
}

TEST(Compare, TheSameSeedGivesTheSameIntervalForAnyNumberOfThreads) {
  const Answers answers(300, 40, 30, 30);
  const Comparison one = answers.compared({.draws = 1000, .threads = 1});
  const Comparison four = answers.compared({.draws = 1000, .threads = 4});
  EXPECT_EQ(one.low, four.low);
  EXPECT_EQ(one.high, four.high);
}

TEST(Compare, OfNoItemsSaysNothing) {
  const Comparison c = Answers(0, 0, 0, 0).compared();
  EXPECT_EQ(c.items, 0);
  EXPECT_EQ(c.p, 1);
}

}  // namespace
}  // namespace resketch
