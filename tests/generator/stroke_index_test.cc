#include "generator/stroke_index.h"

#include <gtest/gtest.h>

#include "generator/synthetic_strokes.h"

namespace resketch {
namespace {

TEST(StrokeIndex, DistancesOrderExemplarsByPlaceAndHeading) {
  const Model model = synthetic_model(3, 4);
  std::vector<StrokeClass> classes;
  for (const Module& module : model.modules) classes.emplace_back(module, StrokeUnits{});
  const StrokeIndex index(classes);
  const Stroke& target = classes[1][2];
  const Eigen::VectorXf distances = index.distances(target);
  Eigen::Index nearest = 0;
  distances.minCoeff(&nearest);
  EXPECT_EQ(nearest, index.first(1) + 2);  // itself
  const Stroke& other = classes[2][0];
  const float expected = (other.x - target.x).squaredNorm() + (other.y - target.y).squaredNorm() +
                         (other.heading_x - target.heading_x).squaredNorm() +
                         (other.heading_y - target.heading_y).squaredNorm();
  EXPECT_NEAR(distances[index.first(2)] - distances[nearest], expected, 1e-3F * expected);
}

TEST(StrokeIndex, TheNearestClassesAreThoseOfTheNearestExemplars) {
  const Model model = synthetic_model(6, 2);
  std::vector<StrokeClass> classes;
  for (const Module& module : model.modules) classes.emplace_back(module, StrokeUnits{});
  const StrokeIndex index(classes);
  Eigen::VectorXf distances(12);
  distances << 5, 9, 1, 9, 4, 9, 9, 0, 7, 7, 9, 8;
  EXPECT_EQ(nearest_classes(index, distances, 2), (std::vector<int>{1, 3}));
  EXPECT_EQ(nearest_classes(index, distances, 9).size(), 6U);
}

}  // namespace
}  // namespace resketch
