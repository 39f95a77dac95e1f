#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Evaluate = CommandTest;

TEST_F(Evaluate, JsonHasTheKeysOfTheContract) {
  train_small();
  write("test.csv", curves_csv(3, 4, 20));
  const Json result = json_of({"evaluate", "m.resketch", "test.csv", "--json"});
  EXPECT_EQ(result["items"], 12);
  EXPECT_GE(result["accuracy"], 0);
  EXPECT_LE(result["accuracy"], 1);
  EXPECT_GT(result["mean_loss"].get<double>(), 0);
  EXPECT_TRUE(result["unknown"].is_number_integer());
  EXPECT_EQ(result["per_class"].size(), 3U);
  EXPECT_TRUE(result["per_class"].contains("b"));
  EXPECT_EQ(result["confusion"]["labels"], (Json{"a", "b", "c"}));
  EXPECT_EQ(result["confusion"]["rows"].size(), 3U);
  EXPECT_GE(result["seconds"], 0);
}

TEST_F(Evaluate, ConfusionAddsUpAndAgreesWithAccuracy) {
  train_small();
  const Json result = json_of({"evaluate", "m.resketch", "curves.csv", "--json", "--no-reject"});
  int items = 0;
  int right = 0;
  const Json& rows = result["confusion"]["rows"];
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const int count : rows[row]) items += count;
    right += rows[row][row].get<int>();
  }
  EXPECT_EQ(items, 18);
  EXPECT_EQ(result["unknown"], 0);
  EXPECT_DOUBLE_EQ(result["accuracy"].get<double>(), right / 18.0);
  EXPECT_GE(right, 16);
}

TEST_F(Evaluate, ItemsOfAnUntaughtClassAreRightWhenUnknown) {
  train_small("m.resketch", {"--classes", "a,b"});
  const Json result = json_of({"evaluate", "m.resketch", "curves.csv", "--json"});
  EXPECT_EQ(result["confusion"]["labels"], (Json{"a", "b", "c"}));
  const Json& row = result["confusion"]["rows"][2];
  ASSERT_EQ(row.size(), 3U);  // a, b, unknown
  EXPECT_DOUBLE_EQ(result["per_class"]["c"].get<double>(), row[2].get<int>() / 6.0);
}

TEST_F(Evaluate, PrintsATableForPeople) {
  train_small();
  const Outcome outcome = succeed({"evaluate", "m.resketch", "curves.csv"});
  EXPECT_NE(outcome.out.find("accuracy"), std::string::npos);
  EXPECT_NE(outcome.out.find("of 18 items"), std::string::npos);
  EXPECT_NE(outcome.out.find("class"), std::string::npos);
}

TEST_F(Evaluate, LimitTakesTheFirstItems) {
  train_small();
  EXPECT_EQ(json_of({"evaluate", "m.resketch", "curves.csv", "--json", "--limit", "5"})["items"], 5);
}

TEST_F(Evaluate, NamedSetsAreEvaluatedOnTheirTestSplit) {
  succeed({"train", "digits-sample", "-o", "d.resketch", "--hidden", "4", "--steps", "20"});
  const Json result = json_of({"evaluate", "d.resketch", "digits-sample", "--json"});
  EXPECT_EQ(result["items"], 500);
}

}  // namespace
}  // namespace resketch::testing
