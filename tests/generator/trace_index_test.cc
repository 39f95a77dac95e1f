#include "generator/trace_index.h"

#include <gtest/gtest.h>

#include "generator/synthetic_strokes.h"

namespace resketch {
namespace {

TEST(TraceIndex, DistancesOrderExemplarsByPointsAndHeadings) {
  const Model model = synthetic_model(3, 4);
  std::vector<TraceClass> classes;
  for (const Module& module : model.modules)
    classes.emplace_back(module, axis_units({.pen = true, .dims = 2}, {}));
  const TraceIndex index(classes);
  const Trace& target = classes[1][2];
  const Eigen::VectorXf distances = index.distances(target);
  Eigen::Index nearest = 0;
  distances.minCoeff(&nearest);
  EXPECT_EQ(nearest, index.first(1) + 2);  // itself
  const Trace& other = classes[2][0];
  const float expected =
      (other.points - target.points).squaredNorm() + (other.headings - target.headings).squaredNorm();
  EXPECT_NEAR(distances[index.first(2)] - distances[nearest], expected, 1e-3F * expected);
}

TEST(TraceIndex, TheNearestClassesAreThoseOfTheNearestExemplars) {
  const Model model = synthetic_model(6, 2);
  std::vector<TraceClass> classes;
  for (const Module& module : model.modules)
    classes.emplace_back(module, axis_units({.pen = true, .dims = 2}, {}));
  const TraceIndex index(classes);
  Eigen::VectorXf distances(12);
  distances << 5, 9, 1, 9, 4, 9, 9, 0, 7, 7, 9, 8;
  EXPECT_EQ(nearest_classes(index, distances, 2), (std::vector<int>{1, 3}));
  EXPECT_EQ(nearest_classes(index, distances, 9).size(), 6U);
}

}  // namespace
}  // namespace resketch
