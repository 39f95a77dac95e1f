#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "generator/trace.h"
#include "synthetic_strokes.h"

namespace resketch {
namespace {

constexpr TraceForm kPen{.pen = true, .dims = 2};

std::vector<float> with_rest(const std::vector<float>& values, int before, int after) {
  std::vector<float> rested;
  for (int t = 0; t < before; ++t) rested.insert(rested.end(), values.begin(), values.begin() + 2);
  rested.insert(rested.end(), values.begin(), values.end());
  for (int t = 0; t < after; ++t) rested.insert(rested.end(), values.end() - 2, values.end());
  return rested;
}

TraceUnits units_of(const std::vector<std::vector<float>>& sequences,
                    const Preprocessing& preprocessing = {}) {
  return measure_units(kPen, preprocessing,
                       std::vector<std::span<const float>>(sequences.begin(), sequences.end()));
}

float largest_difference(const Trace& a, const Trace& b) {
  float largest = 0;
  for (const auto member : {&Trace::points, &Trace::slopes, &Trace::headings, &Trace::log_speed}) {
    largest = std::max(largest, (a.*member - b.*member).cwiseAbs().maxCoeff());
  }
  return largest;
}

TEST(PenTrace, RestAtEitherEndChangesNothing) {
  const auto values = draw_synthetic(1, 0);
  const TraceUnits units = units_of({values});
  EXPECT_LT(largest_difference(make_trace(values, units), make_trace(with_rest(values, 20, 35), units)),
            1e-5F);
}

TEST(PenTrace, PlaceOnThePageChangesNothing) {
  const auto values = draw_synthetic(1, 0);
  auto moved = values;
  for (std::size_t t = 0; t < moved.size(); t += 2) moved[t] += 2;
  const TraceUnits units = units_of({values});
  EXPECT_LT(largest_difference(make_trace(values, units), make_trace(moved, units)), 1e-3F);
}

TEST(PenTrace, OneScaleOfAllSequencesChangesNothing) {
  const std::vector<std::vector<float>> sequences = {draw_synthetic(1, 0), draw_synthetic(2, 0)};
  auto larger = sequences;
  for (auto& sequence : larger) {
    for (float& value : sequence) value *= 8;
  }
  EXPECT_LT(largest_difference(make_trace(sequences[0], units_of(sequences)),
                               make_trace(larger[0], units_of(larger))),
            1e-4F);
}

TEST(PenTrace, StandardisationOfTheAxesIsUndone) {
  const auto raw = draw_synthetic(3, 1);
  auto standardised = raw;
  for (std::size_t t = 0; t < raw.size(); t += 2) {
    standardised[t] /= 4;
    standardised[t + 1] /= 9;
  }
  Preprocessing preprocessing;
  preprocessing.sd = {4, 9};
  EXPECT_LT(largest_difference(make_trace(raw, units_of({raw})),
                               make_trace(standardised, units_of({standardised}, preprocessing))),
            1e-4F);
}

TEST(PenTrace, TwiceTheSamplingRateChangesLittle) {
  const std::vector<std::vector<float>> slow = {draw_synthetic(2, 3)};
  std::vector<std::vector<float>> fast(1);
  for (std::size_t t = 0; t + 2 < slow[0].size(); t += 2) {
    for (int half = 0; half < 2; ++half) {
      for (int axis = 0; axis < 2; ++axis) {
        const float here = slow[0][t + axis];
        fast[0].push_back(here + .5F * static_cast<float>(half) * (slow[0][t + 2 + axis] - here));
      }
    }
  }
  const Trace a = make_trace(slow[0], units_of(slow));
  const Trace b = make_trace(fast[0], units_of(fast));
  EXPECT_LT((a.points - b.points).cwiseAbs().maxCoeff(), .05F);
  EXPECT_LT((a.log_speed - b.log_speed).cwiseAbs().maxCoeff(), .2F);
}

TEST(PenTrace, StepsRunFromTheFirstPointToTheLast) {
  const auto values = with_rest(draw_synthetic(1, 0), 5, 5);
  TracePlace place;
  make_trace(values, units_of({values}), &place);
  ASSERT_EQ(place.point_of_step.size(), values.size() / 2);
  EXPECT_EQ(place.point_of_step.front(), 0);
  EXPECT_NEAR(place.point_of_step.back(), kTracePoints - 1, 1e-4);
  EXPECT_TRUE(std::is_sorted(place.point_of_step.begin(), place.point_of_step.end()));
}

TEST(PenTrace, EverySequenceGivesFinitePoints) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  const std::vector<std::vector<float>> sequences = {
      {0, 0},                                     // one step
      {1, 2, 1, 2, 1, 2},                         // nothing moves
      {0, 0, 1, 1},                               // two points
      {0, 0, 0, 0, 1, 0, 1, 0},                   // one move
      {0, 0, 1e-30F, 0, 2e-30F, 1e-30F},          // nearly nothing
      {-kLargest, kLargest, kLargest, -kLargest}  // as far as floats go
  };
  for (const TraceUnits& units : {axis_units(kPen, {}), units_of({draw_synthetic(0, 0)})}) {
    for (const auto& sequence : sequences) {
      const Trace trace = make_trace(sequence, units);
      EXPECT_TRUE(std::isfinite(largest_difference(trace, make_trace({{0, 0}}, units))));
    }
  }
  for (const auto& sequence : sequences) {
    const TraceUnits units = units_of({sequence});
    for (const double unit : {units.speed, units.duration, units.size, units.slope}) {
      EXPECT_TRUE(std::isfinite(unit) && unit > 0);
    }
  }
}

}  // namespace
}  // namespace resketch
