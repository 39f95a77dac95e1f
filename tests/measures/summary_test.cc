#include "measures/summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace resketch {
namespace {

TEST(Summary, MeanAndSampleDeviationLeaveOutWhatIsMissing) {
  const std::vector<double> values = {1, Figure::kNone, 2, 3};
  const Summary summary = summarise(values);
  EXPECT_EQ(summary.n, 3);
  EXPECT_DOUBLE_EQ(summary.mean, 2);
  EXPECT_DOUBLE_EQ(summary.sd, 1);
}

TEST(Summary, OneValueHasNoDeviation) {
  const std::vector<double> values = {0.5};
  EXPECT_TRUE(std::isnan(summarise(values).sd));
  EXPECT_TRUE(std::isnan(summarise({}).mean));
}

}  // namespace
}  // namespace resketch
