#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using SelfTrain = CommandTest;

TEST_F(SelfTrain, WritesAModelOfMoreExemplarsAndSaysWhatItAdopted) {
  succeed({"train", "digits-sample", "-o", "two.resketch", "--classes", "0,1", "--exemplars", "2"});
  const std::string before = read("two.resketch");
  const Json result = json_of({"self-train", "two.resketch", "digits-sample", "--limit", "60", "--most", "6",
                               "-o", "more.resketch", "--json"});
  EXPECT_TRUE(read("two.resketch") == before);
  int adopted = 0;
  for (const Json& one : result["classes"]) {
    adopted += one["adopted"].get<int>();
    EXPECT_EQ(one["exemplars"], 2 + one["adopted"].get<int>());
  }
  EXPECT_GT(adopted, 4);
  EXPECT_EQ(result["adopted"], adopted);
  EXPECT_EQ(result["adopted_labelled"], adopted);
  EXPECT_LE(result["adopted_right"], adopted);
  EXPECT_EQ(json_of({"info", "more.resketch", "--json"})["selection"], "random and self-training");
  succeed({"classify", "more.resketch", "digits-sample", "--limit", "2"});
}

TEST_F(SelfTrain, TellsPeopleHowManyAreRight) {
  succeed({"train", "digits-sample", "-o", "two.resketch", "--classes", "0,1", "--exemplars", "2"});
  const Outcome outcome = succeed(
      {"self-train", "two.resketch", "digits-sample", "--limit", "60", "--most", "2", "-o", "more.resketch"});
  EXPECT_NE(outcome.out.find(" items adopted as exemplars\n"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("the data happen to have labels: "), std::string::npos) << outcome.out;
}

TEST_F(SelfTrain, LearnsFromFilesWithoutLabels) {
  train_small();
  write("bare.csv", without_labels(curves_csv(3, 5, 30)));
  const Outcome outcome =
      succeed({"self-train", "m.resketch", "bare.csv", "--most", "2", "-o", "more.resketch"});
  EXPECT_EQ(outcome.out.find("labels"), std::string::npos) << outcome.out;
}

TEST_F(SelfTrain, WritesNothingWhereThereIsNothingNew) {
  write("curves.csv", curves_csv());
  succeed({"train", "curves.csv", "-o", "all.resketch", "--select", "all", "--steps", "50"});
  const Outcome outcome = resketch({"self-train", "all.resketch", "curves.csv", "-o", "more.resketch"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.err.find("curves.csv: found no item that is not one of the model's own"),
            std::string::npos)
      << outcome.err;
  EXPECT_FALSE(exists("more.resketch"));
}

}  // namespace
}  // namespace resketch::testing
