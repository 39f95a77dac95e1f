// The promise of the design: same seed, any number of threads, interrupted or not: the same bits.
#include <csignal>
#include <random>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using SameBits = CommandTest;

TEST_F(SameBits, ModelAndAnswersDoNotDependOnTheNumberOfThreads) {
  std::string models[2];
  std::vector<Json> answers[2];
  Json evaluations[2];
  for (const int threads : {1, 2}) {
    const std::string count = std::to_string(threads);
    train_small("m.resketch", {"--threads", count, "--select", "kmeans"});
    models[threads - 1] = read("m.resketch");
    answers[threads - 1] =
        json_lines_of({"classify", "m.resketch", "curves.csv", "--threads", count, "--json"});
    evaluations[threads - 1] =
        json_of({"evaluate", "m.resketch", "curves.csv", "--threads", count, "--json"});
    evaluations[threads - 1].erase("seconds");
  }
  EXPECT_TRUE(models[0] == models[1]);
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(evaluations[0], evaluations[1]);
}

TEST_F(SameBits, NorDoThoseOfTheGeneratorsForImagesAndStrokes) {
  for (const std::string set : {"digits-sample", "pen"}) {
    std::string models[2];
    std::vector<Json> answers[2];
    for (const int threads : {1, 2}) {
      const std::string count = std::to_string(threads);
      succeed({"train", set, "-o", "m.resketch", "--threads", count});
      models[threads - 1] = read("m.resketch");
      answers[threads - 1] =
          json_lines_of({"classify", "m.resketch", set, "--limit", "20", "--threads", count, "--json"});
    }
    EXPECT_TRUE(models[0] == models[1]) << set;
    EXPECT_EQ(answers[0], answers[1]) << set;
  }
}

TEST_F(SameBits, AfterKillingTheTrainingAtTwentyRandomMoments) {
  write("curves.csv", curves_csv(10, 6));
  const std::vector<std::string> train{"train", "curves.csv", "-o",    "whole.resketch",       "--hidden",
                                       "8",     "--steps",    "20000", "--checkpoint-seconds", "0.02"};
  const auto start = std::chrono::steady_clock::now();
  succeed(train);
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  const std::string expected = read("whole.resketch");

  std::mt19937 random(20);
  std::uniform_real_distribution<double> moment(0.05, 0.95);
  // A moment that came after the end of the run tells nothing and is drawn again.
  int killed = 0;
  for (int trial = 0; killed < 20 && trial < 100; ++trial) {
    auto arguments = train;
    arguments[3] = "killed.resketch";
    arguments.emplace_back("--resume");
    options_.signal_after = moment(random) * whole.count();
    options_.signal = SIGKILL;
    killed += resketch(arguments).signal == SIGKILL ? 1 : 0;
    if (exists("killed.resketch")) {
      ASSERT_TRUE(read("killed.resketch") == expected) << "trial " << trial;
    }
    options_.signal_after.reset();
    succeed(arguments);
    ASSERT_TRUE(read("killed.resketch") == expected) << "trial " << trial;
    EXPECT_FALSE(exists("killed.resketch.checkpoint"));
    std::filesystem::remove(folder_ / "killed.resketch");
  }
  EXPECT_EQ(killed, 20);
}

TEST_F(SameBits, AnOrderlyInterruptionResumesToTheSameBitsToo) {
  write("curves.csv", curves_csv(6, 6));
  std::vector<std::string> train{"train",    "curves.csv", "-o",      "m.resketch",
                                 "--hidden", "8",          "--steps", "20000"};
  succeed(train);
  const std::string expected = read("m.resketch");
  std::filesystem::remove(folder_ / "m.resketch");
  options_.signal_after = 0.15;
  options_.signal = SIGTERM;
  resketch(train);
  options_.signal_after.reset();
  train.emplace_back("--resume");
  succeed(train);
  EXPECT_TRUE(read("m.resketch") == expected);
}

}  // namespace
}  // namespace resketch::testing
