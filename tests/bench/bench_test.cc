#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "base/temporary_folder.h"
#include "bench/process.h"
#include "bench/report.h"

namespace resketch::bench {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class BenchTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

 private:
  resketch::testing::TemporaryFolder folder_;
};

TEST_F(BenchTest, TheSmallestRunHasEveryFigureAsANumberOrSaysWhyNot) {
  unsetenv("RESKETCH_DATA");  // so that it is as small everywhere
  setenv("XDG_DATA_HOME", path("").c_str(), 1);
  const auto end = run_process({RESKETCH_BENCH, "--smoke", "--out", path("bench.json")}, /*silent=*/true);
  ASSERT_TRUE(end.ok());
  ASSERT_EQ(end->exit_code, 0);
  const auto record = nlohmann::json::parse(std::ifstream(path("bench.json")));
  std::set<std::string> skipped;
  for (const auto& entry : record["skipped"]) {
    skipped.insert(entry["figure"]);
    EXPECT_NE(entry["reason"], "");
  }
  for (const auto& [name, goal] : goals()) {
    if (skipped.contains(std::string(name))) continue;
    ASSERT_TRUE(record["figures"].contains(name)) << name;
    EXPECT_TRUE(record["figures"][std::string(name)].is_number()) << name;
    EXPECT_GT(record["figures"][std::string(name)], 0) << name;
  }
  EXPECT_THAT(
      (std::set<std::string>{"train_vs_published_loop", "train_vs_bmm", "infer_vs_published_loop",
                             "infer_vs_expert", "infer_vs_expert_all_at_once", "search_speedup_vs_adam50",
                             "thread_scaling_train", "thread_scaling_infer"}),
      IsSupersetOf(skipped))
      << "only slow peers, and what threads or luck decide, may be left out";
  for (const auto* fact : {"machine", "compiler", "commit", "data"})
    EXPECT_TRUE(record.contains(fact)) << fact;
}

TEST_F(BenchTest, UnknownOptionsAreWrongUsage) {
  EXPECT_EQ(run_process({RESKETCH_BENCH, "--fast"}, /*silent=*/true)->exit_code, 2);
  EXPECT_EQ(run_process({RESKETCH_BENCH, "--only", "speed"}, /*silent=*/true)->exit_code, 2);
  EXPECT_EQ(run_process({RESKETCH_BENCH, "--threads", "0"}, /*silent=*/true)->exit_code, 2);
}

TEST_F(BenchTest, AComparisonWithAFileThatHoldsNoFiguresIsRefusedBeforeAnythingIsMeasured) {
  write("old.json", "{\"figures\": {\"train_seconds\": \"fast\"}}");
  const auto figures = read_figures(path("old.json"));
  ASSERT_FALSE(figures.ok());
  EXPECT_EQ(figures.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(figures.error().what(), HasSubstr("train_seconds"));
  EXPECT_EQ(run_process({RESKETCH_BENCH, "--compare", path("old.json")}, /*silent=*/true)->exit_code, 3);
  EXPECT_EQ(run_process({RESKETCH_BENCH, "--compare", path("none.json")}, /*silent=*/true)->exit_code, 3);
}

TEST_F(BenchTest, FiguresAreReadBackAsTheyWereWritten) {
  Report report;
  report.figure("train_seconds", 5.25);
  report.skip("train_vs_bmm", "no PyTorch");
  write("bench.json", report.json("{\"commit\": \"unknown\"}"));
  const auto figures = read_figures(path("bench.json"));
  ASSERT_TRUE(figures.ok());
  EXPECT_EQ(*figures, (Figures{{"train_seconds", 5.25}}));
}

TEST_F(BenchTest, ARefusedRatioIsNoFigure) {
  Report report;
  report.refuse("train_vs_bmm", "mean losses 1 and 2");
  EXPECT_TRUE(report.refused());
  const auto record = nlohmann::json::parse(report.json("{}"));
  EXPECT_TRUE(record["figures"].empty());
  EXPECT_EQ(record["skipped"][0]["figure"], "train_vs_bmm");
  EXPECT_THAT(record["skipped"][0]["reason"].get<std::string>(), HasSubstr("not the same"));
}

}  // namespace
}  // namespace resketch::bench
