#include "data/pen.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "data/pen_curve.h"
#include "resketch/preprocessing.h"

namespace resketch {
namespace {

TEST(Pen, HasTheTwentyLettersOfCharacterTrajectories) {
  std::string names;
  for (const Glyph& glyph : pen_letters()) names += glyph.name;
  EXPECT_EQ(names, "abcdeghlmnopqrsuvwyz");
}

TEST(Pen, SplitsHaveTheSizesTheyPromiseAndShareNoItem) {
  const Dataset pool = load_dataset("pen", {.split = Split::kPool}).value();
  const Dataset test = load_dataset("pen", {.split = Split::kTest}).value();
  const Dataset all = load_dataset("pen", {.split = Split::kAll}).value();
  EXPECT_EQ(pool.size(), 2000);
  EXPECT_EQ(test.size(), 400);
  EXPECT_EQ(all.size(), 2400);
  EXPECT_EQ(pool.kind, DataKind::kPenVelocity);
  EXPECT_EQ(pool.dims, 3);
  EXPECT_EQ(pool.label_names.size(), 20U);
  std::set<std::vector<float>> items;
  for (int n = 0; n < all.size(); ++n) items.insert({all[n].values.begin(), all[n].values.end()});
  EXPECT_EQ(items.size(), 2400U);
}

TEST(Pen, ItemsAreFiniteOfTheLengthsPromisedAndAtRestAtBothEnds) {
  const Dataset pool = load_dataset("pen").value();
  int shortest = 1000;
  int longest = 0;
  for (int n = 0; n < pool.size(); ++n) {
    shortest = std::min(shortest, pool.steps(n));
    longest = std::max(longest, pool.steps(n));
    const auto values = pool[n].values;
    for (int k = 0; k < 9; ++k) {
      EXPECT_EQ(values[k], 0.0F);
      EXPECT_EQ(values[values.size() - 1 - k], 0.0F);
    }
    EXPECT_TRUE(std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }));
  }
  EXPECT_GE(shortest, 80);
  EXPECT_LE(longest, 205);
  EXPECT_GT(longest, shortest + 40);
}

TEST(Pen, MovesSlowlyWhereItBendsAndStartsFromRest) {
  const Dataset pool = draw_pen(pen_letters(), {.per_class = 5}, 42);
  double start = 0;
  double fastest = 0;
  for (int n = 0; n < pool.size(); ++n) {
    double most = 0;
    double first = -1;
    for (int t = 0; t < pool.steps(n); ++t) {
      const double speed = std::hypot(pool[n].values[3 * t], pool[n].values[3 * t + 1]);
      if (first < 0 && speed > 0) first = speed;
      most = std::max(most, speed);
    }
    start += first;
    fastest += most;
  }
  EXPECT_LT(start, .3 * fastest);
}

TEST(Pen, DrawsTheSameForASeedAndOthersForOthers) {
  const auto letters = pen_letters();
  const Dataset one = draw_pen(letters, {.per_class = 2}, 1);
  EXPECT_EQ(one.fingerprint(), draw_pen(letters, {.per_class = 2}, 1).fingerprint());
  EXPECT_NE(one.fingerprint(), draw_pen(letters, {.per_class = 2}, 2).fingerprint());
  // What an item is depends on its number, not on what else is drawn.
  const Dataset later = draw_pen(letters, {.first = 1, .per_class = 1}, 1);
  EXPECT_TRUE(std::equal(later.values.begin(), later.values.end(), one[20].values.begin()));
}

TEST(Pen, AShortAlphabetBeginsALongOne) {
  const auto small = pen_alphabet(30, 42);
  const auto large = pen_alphabet(60, 42);
  EXPECT_EQ(large.size(), 60U);
  EXPECT_EQ(large[20].name, "glyph-0021");
  for (std::size_t g = 0; g < small.size(); ++g) {
    EXPECT_EQ(small[g].name, large[g].name);
    EXPECT_EQ(small[g].points.back().x, large[g].points.back().x);
  }
  EXPECT_EQ(pen_alphabet(3, 42).size(), 3U);
}

// Mean distance between points along two glyphs, each about its centre.
double glyph_distance(const Glyph& a, const Glyph& b) {
  constexpr int kPoints = 24;
  const auto centred = [](const Glyph& glyph) {
    PenCurve curve = pen_curve(glyph.points, kPoints);
    for (auto* axis : {&curve.x, &curve.y}) {
      double mean = 0;
      for (const double value : *axis) mean += value / kPoints;
      for (double& value : *axis) value -= mean;
    }
    return curve;
  };
  const PenCurve left = centred(a);
  const PenCurve right = centred(b);
  double sum = 0;
  for (int k = 0; k < kPoints; ++k) sum += std::hypot(left.x[k] - right.x[k], left.y[k] - right.y[k]);
  return sum / kPoints;
}

TEST(Pen, GlyphsOfAnAlphabetDiffer) {
  const auto glyphs = pen_alphabet(300, 7);
  double closest = std::numeric_limits<double>::infinity();
  for (std::size_t a = 20; a < glyphs.size(); ++a) {
    for (std::size_t b = 0; b < a; ++b) closest = std::min(closest, glyph_distance(glyphs[a], glyphs[b]));
  }
  RecordProperty("closest", std::to_string(closest));
  EXPECT_GT(closest, .12);  // in x-heights
}

TEST(Pen, ThousandClassesAreDrawnFinite) {
  const Dataset data = draw_pen(pen_alphabet(1000, 42), {.per_class = 1}, 42);
  EXPECT_EQ(data.size(), 1000);
  EXPECT_TRUE(std::all_of(data.values.begin(), data.values.end(), [](float v) { return std::isfinite(v); }));
}

TEST(Pen, LettersAreToldApartByTheirNearestNeighbour) {
  const Dataset raw = draw_pen(pen_letters(), {.per_class = 20}, 42);
  const Preprocessing preprocessing = fit_preprocessing(raw).value();
  const Dataset pool = preprocess(preprocessing, raw).value();
  const Dataset test =
      preprocess(preprocessing, draw_pen(pen_letters(), {.first = 500, .per_class = 10}, 42)).value();
  int right = 0;
  for (int n = 0; n < test.size(); ++n) {
    float least = std::numeric_limits<float>::infinity();
    int label = -1;
    for (int m = 0; m < pool.size(); ++m) {
      float sum = 0;
      for (std::size_t k = 0; k < test[n].values.size(); ++k) {
        const float difference = test[n].values[k] - pool[m].values[k];
        sum += difference * difference;
      }
      if (sum < least) {
        least = sum;
        label = pool.labels[m];
      }
    }
    right += label == test.labels[n];
  }
  RecordProperty("right_of_200", right);
  EXPECT_GT(right, 160);
}

TEST(PenCurve, RunsThroughItsPointsAtEqualDistances) {
  const std::vector<PenPoint> points = {{0, 0}, {1, 0, true}, {1, 1}};
  const PenCurve curve = pen_curve(points, 5);
  EXPECT_NEAR(curve.length, 2, 1e-9);
  EXPECT_NEAR(curve.x[1], .5, 1e-6);
  EXPECT_NEAR(curve.x[2], 1, 1e-6);
  EXPECT_NEAR(curve.y[2], 0, 1e-6);
  EXPECT_NEAR(curve.y[3], .5, 1e-6);
}

}  // namespace
}  // namespace resketch
