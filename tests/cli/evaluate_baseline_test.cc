#include <algorithm>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using EvaluateBaseline = CommandTest;

double share_of_ones(const std::string& digits) {
  return static_cast<double>(std::count(digits.begin(), digits.end(), '1')) /
         static_cast<double>(digits.size());
}

TEST_F(EvaluateBaseline, JsonHasARecordForEachAndSaysWhichItemsWereRight) {
  train_small();
  write("test.csv", curves_csv(3, 4, 20));
  const Json result = json_of({"evaluate", "m.resketch", "test.csv", "--json", "--baseline", "nn,dtw"});
  EXPECT_EQ(result["right"].get<std::string>().size(), 12U);
  EXPECT_DOUBLE_EQ(share_of_ones(result["right"]), result["accuracy"]);
  ASSERT_EQ(result["baselines"].size(), 2U);
  EXPECT_EQ(result["baselines"][0]["name"], "nn");
  for (const Json& one : result["baselines"]) {
    EXPECT_EQ(one["items"], 12);
    EXPECT_DOUBLE_EQ(share_of_ones(one["right"]), one["accuracy"]);
    EXPECT_NEAR(one["difference"], result["accuracy"].get<double>() - one["accuracy"].get<double>(), 1e-12);
    EXPECT_LE(one["low"], one["difference"]);
    EXPECT_GE(one["high"], one["difference"]);
    EXPECT_GT(one["mcnemar_p"], 0);
    EXPECT_LE(one["mcnemar_p"], 1);
    EXPECT_GE(one["seconds"], 0);
  }
}

TEST_F(EvaluateBaseline, AllStandsForThoseThatApplyAndRepeatsCountOnce) {
  train_small();
  const Json result =
      json_of({"evaluate", "m.resketch", "curves.csv", "--json", "--baseline", "dtw", "--baseline", "all"});
  std::vector<std::string> names;
  for (const Json& one : result["baselines"]) names.push_back(one["name"]);
  EXPECT_EQ(names, (std::vector<std::string>{"dtw", "nn", "dtw-affine", "forward"}));
}

TEST_F(EvaluateBaseline, WithoutTheFlagThereIsNoTraceOfThem) {
  train_small();
  const Json result = json_of({"evaluate", "m.resketch", "curves.csv", "--json"});
  EXPECT_FALSE(result.contains("baselines"));
  EXPECT_FALSE(result.contains("right"));
}

TEST_F(EvaluateBaseline, ItemsOfUntaughtClassesAreLeftOutOfTheComparison) {
  train_small("m.resketch", {"--classes", "a,b"});
  const Json result = json_of({"evaluate", "m.resketch", "curves.csv", "--json", "--baseline", "nn"});
  EXPECT_EQ(result["items"], 18);
  EXPECT_EQ(result["baselines"][0]["items"], 12);
}

TEST_F(EvaluateBaseline, WhereNoItemIsOfATaughtClassItSaysSo) {
  train_small("m.resketch", {"--classes", "a,b"});
  write("others.csv", curves_csv(3, 6).substr(0, curves_csv(3, 6).find('\n') + 1) +
                          curves_csv(3, 6).substr(curves_csv(3, 6).find("\nc0") + 1));
  const Outcome outcome = resketch({"evaluate", "m.resketch", "others.csv", "--baseline", "nn"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.err.find("no item's label is one of the model's classes"), std::string::npos)
      << outcome.err;
}

TEST_F(EvaluateBaseline, PrintsATableForPeople) {
  train_small();
  const Outcome outcome = succeed({"evaluate", "m.resketch", "curves.csv", "--baseline", "nn"});
  EXPECT_NE(outcome.out.find("baselines on the same exemplars and the same 18 items"), std::string::npos);
  EXPECT_NE(outcome.out.find("McNemar p"), std::string::npos);
  EXPECT_NE(outcome.out.find("\nnn "), std::string::npos);
}

TEST_F(EvaluateBaseline, OneThatDoesNotApplyIsRefusedBeforeAnyWork) {
  train_small();
  const Outcome distortion = resketch({"evaluate", "m.resketch", "curves.csv", "--baseline", "idm"});
  EXPECT_EQ(distortion.exit_code, 2);
  EXPECT_NE(distortion.err.find("the baseline 'idm' distorts images"), std::string::npos) << distortion.err;
  EXPECT_TRUE(distortion.out.empty());
  succeed({"train", "digits-sample", "-o", "d.resketch", "--exemplars", "1"});
  const Outcome warping = resketch({"evaluate", "d.resketch", "digits-sample", "--baseline", "dtw-affine"});
  EXPECT_EQ(warping.exit_code, 2);
  EXPECT_NE(warping.err.find("warps sequences in time"), std::string::npos) << warping.err;
}

TEST_F(EvaluateBaseline, ANameThatIsNotKnownIsRefused) {
  const Outcome outcome = resketch({"evaluate", "m.resketch", "curves.csv", "--baseline", "nn,svm"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--baseline: 'svm' is not one of nn, dtw, dtw-affine, idm, forward, all"),
            std::string::npos)
      << outcome.err;
}

}  // namespace
}  // namespace resketch::testing
