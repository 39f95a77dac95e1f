#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Calibrate = CommandTest;

// Of the synthetic letters: unseen items in numbers.
const std::vector<std::string> kTrain = {"train",     "pen",   "-o",          "three.resketch",
                                         "--classes", "a,b,c", "--exemplars", "4"};

TEST_F(Calibrate, ASmallerShareToKeepRefusesMore) {
  succeed(kTrain);
  const auto calibrate = [&](const std::string& keep, const std::string& out) {
    return json_of({"calibrate", "three.resketch", "pen", "--keep", keep, "-o", out, "--json"});
  };
  const Json most = calibrate("0.99", "most.resketch");
  const Json half = calibrate("0.5", "half.resketch");
  EXPECT_LT(most["threshold"], half["threshold"]);
  EXPECT_GE(most["kept"].get<double>(), 0.96 * most["known"].get<double>());
  EXPECT_NEAR(half["kept"].get<double>() / half["known"].get<double>(), 0.5, 0.1);
  EXPECT_GT(most["others"], 0);
  EXPECT_GE(half["refused"], most["refused"]);
  const Json info = json_of({"info", "half.resketch", "--json"});
  EXPECT_EQ(info["rejection_keep"], 0.5);
}

TEST_F(Calibrate, TheModelMayBeWrittenOverAndKeepsItsModules) {
  succeed(kTrain);
  const Json before = json_of({"classify", "three.resketch", "pen", "--limit", "1", "--json"});
  succeed({"calibrate", "three.resketch", "pen", "--keep", "0.9", "-o", "three.resketch"});
  const Json after = json_of({"classify", "three.resketch", "pen", "--limit", "1", "--json"});
  EXPECT_EQ(before["evidence"], after["evidence"]);
  EXPECT_NE(before["threshold"], after["threshold"]);
}

TEST_F(Calibrate, DataWithoutKnownItemsIsRefusedAndNothingIsWritten) {
  succeed(kTrain);
  train_small("other.resketch", {});  // writes curves.csv, whose labels are a, b, c ... of other curves
  write("unlabelled.csv", without_labels(curves_csv(1, 5, 30)));
  const Outcome result = resketch({"calibrate", "other.resketch", "unlabelled.csv", "-o", "out.resketch"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("expected at least 2"), std::string::npos) << result.err;
  EXPECT_FALSE(exists("out.resketch"));
}

}  // namespace
}  // namespace resketch::testing
