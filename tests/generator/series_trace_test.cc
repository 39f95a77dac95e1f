#include "generator/series_trace.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "synthetic_series.h"

namespace resketch {
namespace {

constexpr TraceForm kLine{.pen = false, .dims = 1};
constexpr TraceForm kPlane{.pen = false, .dims = 2};

TEST(SeriesTrace, PointsAreEquallySpacedInTimeFromTheFirstValueToTheLast) {
  std::vector<float> values;
  for (int t = 0; t < 2 * kTracePoints - 1; ++t) {
    values.push_back(static_cast<float>(t));
    values.push_back(static_cast<float>(t * t));
  }
  const Trace trace = make_trace(values, axis_units(kPlane, {}));
  for (int i = 0; i < kTracePoints; ++i) {
    EXPECT_FLOAT_EQ(trace.points(i, 0), static_cast<float>(2 * i));
    EXPECT_FLOAT_EQ(trace.points(i, 1), static_cast<float>(4 * i * i));
  }
  EXPECT_FLOAT_EQ(trace.slopes(10, 0), 2);
  EXPECT_FLOAT_EQ(trace.slopes(10, 1), 80);
  EXPECT_EQ(trace.headings.cols(), 0);
  EXPECT_EQ(trace.log_speed.cols(), 0);
}

TEST(SeriesTrace, AValueHeldAtTheEndChangesNothingAndItsStepsLieThere) {
  const std::vector<float> values = {0, 3, 1, 4, 1, 5, 9, 2, 6};
  auto held = values;
  held.insert(held.end(), 6, values.back());
  TracePlace place;
  const TraceUnits units = axis_units(kLine, {});
  EXPECT_EQ(make_trace(values, units).points, make_trace(held, units, &place).points);
  ASSERT_EQ(place.point_of_step.size(), held.size());
  EXPECT_EQ(place.point_of_step.front(), 0);
  for (std::size_t t = values.size() - 1; t < held.size(); ++t)
    EXPECT_EQ(place.point_of_step[t], kTracePoints - 1);
}

TEST(SeriesTrace, OneScaleOfAllSeriesChangesNothingButLevelsStay) {
  const auto values = synthetic_series(2, 1, 0);
  auto larger = values;
  for (float& value : larger) value *= 8;
  const auto trace_of = [](const std::vector<float>& of, const std::vector<float>& measured) {
    return make_trace(of, measure_units(kPlane, {}, std::vector<std::span<const float>>{measured}));
  };
  EXPECT_LT((trace_of(values, values).points - trace_of(larger, larger).points).cwiseAbs().maxCoeff(), 1e-5F);
  auto raised = values;
  for (float& value : raised) value += 1;
  const Curves rise = trace_of(raised, values).points - trace_of(values, values).points;
  EXPECT_GT(rise.minCoeff(), .3F);
}

TEST(SeriesTrace, EverySeriesGivesFinitePoints) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  for (const std::vector<float>& values :
       {std::vector<float>{0}, {2, 2, 2}, {-kLargest, kLargest, -kLargest}, {0, 1e-38F}}) {
    for (const TraceUnits& units :
         {axis_units(kLine, {}), measure_units(kLine, {}, std::vector<std::span<const float>>{values})}) {
      const Trace trace = make_trace(values, units);
      EXPECT_TRUE(trace.points.allFinite());
      EXPECT_TRUE(trace.slopes.allFinite());
      EXPECT_TRUE(std::isfinite(trace.points.squaredNorm() + trace.slopes.squaredNorm()));
    }
  }
}

}  // namespace
}  // namespace resketch
