#include "measures/roc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "measures/mahalanobis.h"

namespace resketch {
namespace {

TEST(Roc, AurocIsTheShareOfPairsInTheRightOrder) {
  const std::vector<float> known = {3, 2, 2, 5};
  const std::vector<float> strangers = {1, 2, 4};
  // 3 beats 1 and 2; each 2 beats 1 and ties with 2; 5 beats all.
  EXPECT_DOUBLE_EQ(auroc(known, strangers), (2 + 1.5 + 1.5 + 3) / 12);
  EXPECT_DOUBLE_EQ(auroc(strangers, known), 1 - 8.0 / 12);
  EXPECT_TRUE(std::isnan(auroc(known, {})));
}

TEST(Roc, AThresholdKeepsTheShareThatItPromises) {
  const std::vector<float> known = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
  EXPECT_EQ(threshold_keeping(0.9, known), 2);
  EXPECT_EQ(threshold_keeping(1, known), 1);
  EXPECT_EQ(threshold_keeping(0.01, known), 10);
  const std::vector<float> strangers = {0, 1.5F, 2, 7};
  EXPECT_DOUBLE_EQ(false_positives_at(0.9, known, strangers), 0.5);
}

TEST(Mahalanobis, MeasuresInUnitsOfTheSpreadAndFromTheNearestClass) {
  RandomStream stream(3);
  std::vector<float> codes;
  std::vector<int> labels;
  for (int n = 0; n < 20000; ++n) {
    labels.push_back(n % 2);
    codes.push_back(3 * stream.normal() + (n % 2 == 0 ? -50.0F : 50.0F));
    codes.push_back(3 * stream.normal());
  }
  const Mahalanobis distance(codes, labels, 2, 2);
  const auto at = [&](float x, float y) {
    const std::vector<float> code = {x, y};
    return distance(code);
  };
  EXPECT_NEAR(at(50, 0), 0, 0.01);
  EXPECT_NEAR(at(-50, 6), 4, 0.2);
  EXPECT_NEAR(at(56, 0), 4, 0.2);
}

}  // namespace
}  // namespace resketch
