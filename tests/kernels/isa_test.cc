#include "kernels/isa.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace resketch {
namespace {

TEST(Isa, RunsWithEachOneByName) {
  const auto isas = available_isas();
  ASSERT_FALSE(isas.empty());
  EXPECT_EQ(current_isa(), isas.front());
  for (const std::string& isa : isas) {
    ASSERT_TRUE(use_isa(isa));
    EXPECT_EQ(current_isa(), isa);
    EXPECT_GE(simd_lanes(), 1);
  }
  ASSERT_TRUE(use_isa(isas.front()));
}

TEST(Isa, RefusesOneThatTheMachineLacksAndNamesTheOthers) {
  const std::string before = current_isa();
  const auto result = use_isa("MMX");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(result.error().message(), testing::HasSubstr(before));
  EXPECT_EQ(current_isa(), before);
}

}  // namespace
}  // namespace resketch
