#include <algorithm>
#include <cmath>
#include <fstream>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Classify = CommandTest;

bool starts_with_field(const std::string& line, const std::string& field) {
  return line.rfind(field, 0) == 0;
}

TEST_F(Classify, OneJsonObjectAnItemWithLossesLatentAndRedrawing) {
  train_small();
  const auto lines = json_lines_of({"classify", "m.resketch", "curves.csv", "--json"});
  ASSERT_EQ(lines.size(), 18U);
  for (const auto& line : lines) {
    EXPECT_EQ(line["losses"].size(), 3U);
    EXPECT_EQ(line["latent"].size(), 4U);
    ASSERT_EQ(line["reconstruction"].size(), 15U);
    EXPECT_EQ(line["reconstruction"][0].size(), 2U);
    const std::string best = line["best"];
    EXPECT_EQ(line["loss"], line["losses"][best]);
    EXPECT_EQ(line["unknown"], line["label"].is_null());
    const double evidence = line["evidence"][best];
    EXPECT_EQ(line["unknown"], line["confidence"].get<double>() < line["threshold"].get<double>());
    EXPECT_LE(line["evidence"][line["runner_up"].get<std::string>()], evidence);
    EXPECT_GT(line["probability"].get<double>(), 1.0 / 3);
    EXPECT_LE(line["probability"], 1);
    EXPECT_GE(line["margin"], 0);
    EXPECT_TRUE(line.contains("truth"));
  }
  EXPECT_EQ(lines[0]["id"], "a0");
}

TEST_F(Classify, JsonTellsPoseAndWarpWhereExemplarsAreBent) {
  succeed({"train", "digits-sample", "-o", "d.resketch", "--classes", "0,1"});
  for (const auto& line :
       json_lines_of({"classify", "d.resketch", "digits-sample", "--json", "--limit", "3", "--top", "2"})) {
    const Json& moved = line["pose_and_warp"];
    ASSERT_EQ(moved["warp"].size(), 28U);
    ASSERT_EQ(moved["warp"][0].size(), 28U);
    EXPECT_EQ(moved["warp"][0][0].size(), 2U);
    EXPECT_GT(moved["width"], 0);
    EXPECT_LT(moved["exemplar"], 4);
    EXPECT_EQ(line["top"][1]["pose_and_warp"]["warp"].size(), 28U);
  }
  succeed({"train", "pen", "-o", "p.resketch", "--classes", "a,b"});
  for (const auto& line : json_lines_of({"classify", "p.resketch", "pen", "--json", "--limit", "3"}))
    EXPECT_EQ(line["pose_and_warp"]["warp"].size(), line["reconstruction"].size());
}

TEST_F(Classify, OneLineAnItemForPeople) {
  train_small();
  const Outcome outcome = succeed({"classify", "m.resketch", "curves.csv", "--no-reject"});
  EXPECT_EQ(std::ranges::count(outcome.out, '\n'), 18);
  EXPECT_TRUE(starts_with_field(outcome.out, "a0")) << outcome.out;
  EXPECT_NE(outcome.out.find("runner-up"), std::string::npos);
  EXPECT_NE(outcome.out.find("margin"), std::string::npos);
}

TEST_F(Classify, AnswersWhatItWasTaught) {
  train_small();
  int right = 0;
  const auto lines = json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--no-reject"});
  for (const auto& line : lines) right += line["label"] == line["truth"] ? 1 : 0;
  EXPECT_GE(right, 16);
}

TEST_F(Classify, WithNoRejectNothingIsUnknown) {
  train_small();
  for (const auto& line : json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--no-reject"})) {
    EXPECT_FALSE(line["unknown"]);
    EXPECT_TRUE(line["threshold"].is_null());
  }
}

TEST_F(Classify, WhatIsFarFromEveryClassIsUnknown) {
  train_small();
  std::string csv = "id,step,x,y\n";
  for (int t = 0; t < 15; ++t) csv += "far," + std::to_string(t) + "," + (t % 2 ? "40" : "-40") + ",-30\n";
  write("far.csv", csv);
  const auto lines = json_lines_of({"classify", "m.resketch", "far.csv", "--json"});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0]["label"].is_null());
  EXPECT_TRUE(lines[0]["unknown"]);
  const Outcome outcome = succeed({"classify", "m.resketch", "far.csv"});
  EXPECT_NE(outcome.out.find("unknown"), std::string::npos);
}

TEST_F(Classify, TopListsTheBestModulesInOrder) {
  train_small();
  const auto lines = json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--top", "2"});
  for (const auto& line : lines) {
    ASSERT_EQ(line["top"].size(), 2U);
    EXPECT_EQ(line["top"][0]["label"], line["best"]);
    EXPECT_EQ(line["top"][1]["label"], line["runner_up"]);
    EXPECT_GE(line["top"][0]["evidence"], line["top"][1]["evidence"]);
    EXPECT_EQ(line["top"][1]["reconstruction"].size(), 15U);
  }
}

TEST_F(Classify, ChosenItemsKeepTheirNames) {
  train_small();
  const auto lines =
      json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--item", "7", "--item=2"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0]["id"], "b1");
  EXPECT_EQ(lines[1]["id"], "a2");
}

TEST_F(Classify, SeveralInputsSayWhichOneAnItemIsFrom) {
  train_small();
  write("more.csv", curves_csv(2, 1, 9));
  const auto lines = json_lines_of({"classify", "m.resketch", "curves.csv", "more.csv", "--json"});
  ASSERT_EQ(lines.size(), 20U);
  EXPECT_EQ(lines[18]["input"], "more.csv");
  EXPECT_EQ(lines[18]["id"], "a9");
  const Outcome outcome = succeed({"classify", "m.resketch", "curves.csv", "more.csv"});
  EXPECT_NE(outcome.out.find("more.csv:a9"), std::string::npos);
}

TEST_F(Classify, ZeroIterationsKeepsTheStart) {
  train_small();
  const auto latents = [&](const std::string& method) {
    std::vector<std::vector<double>> out;
    for (const Json& line : json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--iterations",
                                           "0", "--inference", method, "--limit", "3"})) {
      out.push_back(line["latent"].get<std::vector<double>>());
    }
    return out;
  };
  ASSERT_EQ(latents("adam").size(), 3U);
  for (const auto& latent : latents("adam")) {
    for (const double weight : latent) EXPECT_NEAR(weight, 0.25, 0.006);
  }
  for (const auto& latent : latents("gauss-newton")) {  // the nearest of the cached drawings: of eighths
    for (const double weight : latent) EXPECT_EQ(weight * 8, std::round(weight * 8));
  }
}

TEST_F(Classify, BothSearchesAnswer) {
  train_small();
  for (const char* method : {"adam", "gauss-newton"}) {
    EXPECT_EQ(json_lines_of({"classify", "m.resketch", "curves.csv", "--json", "--inference", method}).size(),
              18U);
  }
}

TEST_F(Classify, NamesFromFilesCannotSteerTheTerminal) {
  train_small();
  std::string csv = "id,step,x,y\n";
  for (int t = 0; t < 12; ++t) csv += "\"evil\033[2J\"," + std::to_string(t) + ",0.1,0.2\n";
  write("evil.csv", csv);
  const Outcome outcome = resketch({"classify", "m.resketch", "evil.csv"});
  EXPECT_EQ((outcome.out + outcome.err).find('\033'), std::string::npos);
}

}  // namespace
}  // namespace resketch::testing
