#include <fmt/format.h>

#include <csignal>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Train = CommandTest;

TEST_F(Train, SummaryTellsClassesExemplarsStepsLossTimeAndSize) {
  write("curves.csv", curves_csv());
  const Json summary = json_of({"train", "curves.csv", "-o", "m.resketch", "--hidden", "4", "--steps", "50",
                                "--exemplars", "3", "--json"});
  EXPECT_EQ(summary["classes"].size(), 3U);
  EXPECT_EQ(summary["classes"][0]["label"], "a");
  EXPECT_EQ(summary["exemplars"], 9);
  EXPECT_EQ(summary["hidden"], 4);
  EXPECT_EQ(summary["steps"], 50);
  EXPECT_EQ(summary["length"], 15);
  EXPECT_EQ(summary["dims"], 2);
  EXPECT_GT(summary["loss"].get<double>(), 0);
  EXPECT_GT(summary["seconds"].get<double>(), 0);
  EXPECT_EQ(summary["bytes"], std::filesystem::file_size(folder_ / "m.resketch"));
}

TEST_F(Train, PrintsAReadableSummaryOnStdoutAndNoControlCharacters) {
  write("curves.csv", curves_csv());
  const Outcome outcome = succeed({"train", "curves.csv", "-o", "m.resketch", "--hidden=4", "--steps=50"});
  EXPECT_NE(outcome.out.find("3 classes, 12 exemplars (random)"), std::string::npos) << outcome.out;
  EXPECT_EQ((outcome.out + outcome.err).find('\r'), std::string::npos);
  EXPECT_EQ((outcome.out + outcome.err).find('\033'), std::string::npos);
}

TEST_F(Train, LeavesNothingBesideTheModel) {
  train_small();
  EXPECT_EQ(files(), (std::set<std::string>{"curves.csv", "m.resketch"}));
}

TEST_F(Train, EveryOptionReachesTheModel) {
  train_small("m.resketch",
              {"--seed", "7", "--learning-rate", "0.02", "--schedule", "constant", "--noise-in", "0.1",
               "--noise-out", "0.05", "--keep", "best", "--select", "kmeans", "--preset", "published"});
  const Json info = json_of({"info", "m.resketch", "--json"});
  EXPECT_EQ(info["preset"], "published");
  EXPECT_EQ(info["selection"], "kmeans");
  const Json& training = info["training"];
  EXPECT_EQ(training["seed"], 7);
  EXPECT_EQ(training["learning_rate"], 0.02);
  EXPECT_EQ(training["schedule"], "constant");
  EXPECT_EQ(training["noise_in"], 0.1);
  EXPECT_EQ(training["noise_out"], 0.05);
  EXPECT_EQ(training["keep"], "best");
  EXPECT_EQ(training["steps"], 300);
  EXPECT_EQ(training["hidden"], 4);
}

TEST_F(Train, SelectAllKeepsEveryExample) {
  train_small("m.resketch", {"--select", "all"});
  const Json info = json_of({"info", "m.resketch", "--json"});
  for (const auto& module : info["classes"]) EXPECT_EQ(module["exemplars"], 6);
}

TEST_F(Train, OnlyTheNamedClassesAreTaught) {
  train_small("m.resketch", {"--classes", "c,a"});
  const Json info = json_of({"info", "m.resketch", "--json"});
  ASSERT_EQ(info["classes"].size(), 2U);
  EXPECT_EQ(info["classes"][0]["label"], "c");
  EXPECT_EQ(info["classes"][1]["label"], "a");
}

TEST_F(Train, SeriesAreRedrawnByBendingExamplesUnlessAFlagAsksForLstms) {
  write("curves.csv", curves_csv());
  succeed({"train", "curves.csv", "-o", "m.resketch"});
  EXPECT_EQ(json_of({"info", "m.resketch", "--json"})["generator"], "series");
  succeed({"classify", "m.resketch", "curves.csv", "--no-reject", "--explain", "why.html"});
  EXPECT_NE(read("why.html").find("point to point"), std::string::npos);
  EXPECT_EQ(json_of({"evaluate", "m.resketch", "curves.csv", "--no-reject", "--json"})["accuracy"], 1);
  train_small();
  EXPECT_EQ(json_of({"info", "m.resketch", "--json"})["generator"], "lstm");
}

TEST_F(Train, SeriesOfTooManyDimsAreToldToTakeLstms) {
  std::string csv = "id,step,label";
  for (int d = 0; d < 65; ++d) csv += fmt::format(",v{}", d);
  for (int n = 0; n < 4; ++n) {
    for (int t = 0; t < 3; ++t) {
      csv += fmt::format("\n{},{},{}", n, t, n % 2);
      for (int d = 0; d < 65; ++d) csv += fmt::format(",{}", n * t + d * t);
    }
  }
  write("wide.csv", csv + "\n");
  const Outcome outcome = resketch({"train", "wide.csv", "-o", "m.resketch"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("up to 64 dims; this is series data of 65 dims"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(files(), std::set<std::string>{"wide.csv"});
}

TEST_F(Train, OneClassIsEnough) {
  train_small("m.resketch", {"--classes", "b"});
  const auto lines = json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--no-reject"});
  ASSERT_EQ(lines.size(), 18U);
  EXPECT_EQ(lines[0]["label"], "b");
  EXPECT_TRUE(lines[0]["runner_up"].is_null());
}

TEST_F(Train, WarnsOfAClassWithFewerExamplesThanAskedFor) {
  write("curves.csv", curves_csv(3, 2));
  const Outcome outcome =
      succeed({"train", "curves.csv", "-o", "m.resketch", "--hidden", "4", "--steps", "50"});
  EXPECT_NE(outcome.err.find("resketch: class 'a' has only 2 different examples"), std::string::npos)
      << outcome.err;
}

TEST_F(Train, InterruptionStopsItCleanlyAndSaysHowToGoOn) {
  write("curves.csv", curves_csv());
  options_.signal_after = 0.5;
  options_.signal = SIGINT;
  const Outcome outcome = resketch({"train", "curves.csv", "-o", "m.resketch", "--steps", "100000000"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("--resume"), std::string::npos) << outcome.err;
  EXPECT_TRUE(exists("m.resketch.checkpoint"));
  EXPECT_FALSE(exists("m.resketch"));
}

TEST_F(Train, RefusesToReplaceSomethingThatIsNoCheckpoint) {
  write("curves.csv", curves_csv());
  std::filesystem::create_directory(folder_ / "m.resketch.checkpoint");
  write("m.resketch.checkpoint/diary.txt", "dear diary");
  const Outcome outcome = resketch({"train", "curves.csv", "-o", "m.resketch", "--steps", "50"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(read("m.resketch.checkpoint/diary.txt"), "dear diary");
}

}  // namespace
}  // namespace resketch::testing
