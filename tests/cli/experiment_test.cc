// resketch experiment and resketch report on what needs no data, and at quick scale where there is data.
#include <cmath>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

class Experiment : public CommandTest {};

TEST_F(Experiment, ListNamesEveryExperimentOnce) {
  const auto lines = json_lines_of({"experiment", "list", "--json"});
  std::set<std::string> names;
  for (const Json& line : lines) names.insert(line["name"].get<std::string>());
  EXPECT_EQ(names.size(), lines.size());
  EXPECT_TRUE(names.contains("mic-glm"));
  EXPECT_TRUE(names.contains("mic-noise-characters"));
}

TEST_F(Experiment, ShowTellsTheWorkOfAScale) {
  const Json quick = json_of({"experiment", "show", "mic-clustering", "--scale", "quick", "--json"});
  const Json full = json_of({"experiment", "show", "mic-clustering", "--json"});
  EXPECT_EQ(quick["models"], 4);
  EXPECT_EQ(full["models"], 20);
  EXPECT_EQ(full["data"], (Json{"mnist", "characters"}));
  EXPECT_NE(succeed({"experiment", "show", "mic-glm"}).out.find("data     none"), std::string::npos);
}

TEST_F(Experiment, RunWritesTheLinearModelsWithThePrintedDigits) {
  const Json result = json_of({"experiment", "run", "mic-glm", "--out", "results", "--json"});
  EXPECT_EQ(result["result"], "results/mic-glm.json");
  const Json& figure = result["figures"]["table3.in_01.coefficient"];
  EXPECT_NEAR(figure["value"].get<double>(), 0.2401, 5e-5);
  EXPECT_EQ(figure["published"], 0.2401);
  const Json file = Json::parse(read("results/mic-glm.json"));
  EXPECT_EQ(file["resketch"], "experiment result");
  EXPECT_EQ(file["figures"]["table11.out_00002.coefficient"]["differs"], false);
  EXPECT_NE(succeed({"experiment", "run", "mic-glm"}).out.find("0 of 126 figures"), std::string::npos);
}

TEST_F(Experiment, AnUnknownNameIsWrongUsageAndGuessed) {
  const Outcome outcome = resketch({"experiment", "run", "mic-noise-mnists"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("did you mean 'mic-noise-mnist'?"), std::string::npos);
  EXPECT_EQ(resketch({"experiment", "run", "zzz"}).exit_code, 2);
  EXPECT_EQ(resketch({"experiment", "run", "mic-glm", "--scale", "huge"}).exit_code, 2);
  EXPECT_EQ(resketch({"experiment", "run", "mic-glm", "--seeds", "1", "1"}).exit_code, 2);
  EXPECT_EQ(resketch({"experiment"}).exit_code, 2);
}

TEST_F(Experiment, MissingDataSaysHowToFetchIt) {
  options_.environment["RESKETCH_DATA"] = folder_.path().string();
  const Outcome outcome = resketch({"experiment", "run", "mic-clustering", "--scale", "quick"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.err.find("resketch data fetch mnist"), std::string::npos) << outcome.err;
}

TEST_F(Experiment, AFolderThatCannotBeWrittenIsSaidBeforeAnyWork) {
  write("results", "a file");
  const Outcome outcome = resketch({"experiment", "run", "mic-glm", "--out", "results"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("results"), std::string::npos);
  EXPECT_EQ(read("results"), "a file");
}

TEST_F(Experiment, AKilledRunGoesOnToTheSameFigures) {
  if (!use_data("character-trajectories")) GTEST_SKIP() << "needs RESKETCH_DATA";
  const std::vector<std::string> run = {"experiment", "run",   "mic-reconstructions",
                                        "--scale",    "quick", "--json"};
  std::vector<std::string> broken = run;
  broken.insert(broken.end(), {"--out", "broken"});
  options_.signal_after = 1.5;
  options_.signal = 9;
  resketch(broken);
  options_.signal_after.reset();
  broken.emplace_back("--resume");
  const Json resumed = json_of(broken);
  std::vector<std::string> whole = run;
  whole.insert(whole.end(), {"--out", "whole"});
  EXPECT_EQ(resumed["figures"], json_of(whole)["figures"]);
  EXPECT_EQ(json_of(broken)["reused"], resumed["cells"]);
}

TEST_F(Experiment, EveryOneWithoutNetworksRunsAtQuickScaleAndFitsIntoOneReport) {
  if (!use_data("character-trajectories")) GTEST_SKIP() << "needs RESKETCH_DATA";
  std::vector<std::string> report = {"report", "-o", "all.html", "--json"};
  std::size_t reported = 0;
  for (const Json& experiment : json_lines_of({"experiment", "list", "--json"})) {
    if (experiment["needs_libtorch"]) continue;  // tests/cli/network_experiment_test.cc
    const std::string name = experiment["name"];
    SCOPED_TRACE(name);
    const Json result =
        json_of({"experiment", "run", name, "--scale", "quick", "--out", "all", "--resume", "--json"});
    std::size_t measured = 0;
    for (const Json& figure : result["figures"]) measured += figure["value"].is_number() ? 1 : 0;
    EXPECT_GT(measured, 0U);
    report.push_back("all/" + name + ".json");
    ++reported;
  }
  EXPECT_EQ(json_of(report)["experiments"], reported);
}

}  // namespace
}  // namespace resketch::testing
