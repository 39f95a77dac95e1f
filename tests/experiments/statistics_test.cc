#include "experiments/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace resketch {
namespace {

TEST(Statistics, StudentQuantilesAreThoseOfTheTables) {
  EXPECT_NEAR(student_t975(1), 12.706, 1e-3);
  EXPECT_NEAR(student_t975(4), 2.776, 1e-3);
  EXPECT_NEAR(student_t975(21), 2.080, 1e-3);
  EXPECT_NEAR(student_t975(60), 2.000, 1e-3);
  EXPECT_NEAR(student_t975(1e6), 1.960, 1e-3);
}

TEST(Uncertainty, EqualSpreadOnBothSidesGivesWelchWithEightDegreesOfFreedom) {
  const Summary ours{.mean = 0.8, .sd = 0.02, .n = 5};
  const double width = uncertainty(ours, 0, {.value = 0.79, .sd = 0.02, .n = 5});
  EXPECT_NEAR(width, 2.306 * std::sqrt(2 * 0.0004 / 5), 1e-9);
}

TEST(Uncertainty, ASingleRunIsTakenToSpreadAsOursDo) {
  const Summary ours{.mean = 0.8, .sd = 0.02, .n = 5};
  EXPECT_NEAR(uncertainty(ours, 0, {.value = 0.79}), 2.776 * 0.02 * std::sqrt(1.2), 1e-9);
}

TEST(Uncertainty, OtherTestItemsAddTheChanceOfHavingDrawnThem) {
  const Summary ours{.mean = 0.5, .sd = 0.0, .n = 5};
  const Published same{.value = 0.5, .sd = 0.0, .n = 5};
  EXPECT_DOUBLE_EQ(uncertainty(ours, 100, same), 0);
  Published other = same;
  other.other_items = true;
  EXPECT_NEAR(uncertainty(ours, 100, other), 2.776 * std::sqrt(2 * 0.25 / 100), 1e-9);
}

TEST(Uncertainty, OneSeedJudgesNothingUnlessTheFigureIsExact) {
  const Summary ours{.mean = 0.5, .sd = Figure::kNone, .n = 1};
  EXPECT_FALSE(make_figure(ours, 0, {.value = 0.9, .rounding = 0.0005}, "").differs().has_value());
  const Figure exact = make_figure(ours, 0, {.value = 0.9, .rounding = 0.0005, .exact = true}, "");
  EXPECT_EQ(exact.differs(), true);
}

TEST(Figures, DifferOnlyByMoreThanTheUncertainty) {
  Figure figure{.value = 0.52, .n = 5, .published = 0.5, .uncertainty = 0.02};
  EXPECT_EQ(figure.differs(), false);
  figure.value = 0.5201;
  EXPECT_EQ(figure.differs(), true);
}

TEST(Figures, WithoutAPublishedNumberThereIsNothingToJudge) {
  const Figure figure = make_figure({.mean = 1, .sd = 0.1, .n = 5}, 0, {}, "");
  EXPECT_EQ(figure.published_n, 0);
  EXPECT_FALSE(figure.differs().has_value());
}

}  // namespace
}  // namespace resketch
