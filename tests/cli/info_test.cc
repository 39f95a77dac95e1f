#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Info = CommandTest;

TEST_F(Info, OfAModelTellsItsClassesAndHowItWasMade) {
  train_small();
  const Json info = json_of({"info", "m.resketch", "--json"});
  EXPECT_EQ(info["kind"], "series");
  EXPECT_EQ(info["length"], 15);
  EXPECT_EQ(info["dims"], 2);
  EXPECT_EQ(info["data_fingerprint"].get<std::string>().size(), 64U);
  ASSERT_EQ(info["classes"].size(), 3U);
  const Json& module = info["classes"][1];
  EXPECT_EQ(module["label"], "b");
  EXPECT_EQ(module["exemplars"], 4);
  EXPECT_EQ(module["parameters"], 4 * 4 * (4 + 4 + 2) + 2 * (4 + 1));
  EXPECT_TRUE(info["threshold"].is_number());
  EXPECT_EQ(info["generator"], "lstm");
  const Outcome outcome = succeed({"info", "m.resketch"});
  EXPECT_NE(outcome.out.find("below an evidence of"), std::string::npos) << outcome.out;
}

TEST_F(Info, OfDataTellsCountsLengthsAndRange) {
  write("curves.csv", curves_csv());
  const Json info = json_of({"data", "info", "curves.csv", "--json"});
  EXPECT_EQ(info["items"], 18);
  EXPECT_EQ(info["classes"], 3);
  EXPECT_EQ(info["dims"], 2);
  EXPECT_EQ(info["lengths"]["min"], 12);
  EXPECT_EQ(info["lengths"]["median"], 13);
  EXPECT_EQ(info["lengths"]["max"], 15);
  EXPECT_EQ(info["per_class"]["b"], 6);
  EXPECT_LT(info["range"][0], info["range"][1]);
  EXPECT_NE(succeed({"data", "info", "curves.csv"}).out.find("12 to 15 steps"), std::string::npos);
}

TEST_F(Info, OfNamedSetsListsWhatIsBuiltIn) {
  const auto sets = json_lines_of({"data", "list", "--json"});
  std::set<std::string> present;
  for (const auto& set : sets) {
    if (set["present"]) present.insert(set["name"]);
  }
  EXPECT_EQ(present, (std::set<std::string>{"digits-sample", "pen"}));
  EXPECT_EQ(sets.size(), 5U);
  EXPECT_NE(succeed({"data", "list"}).out.find("fashion-mnist"), std::string::npos);
}

TEST_F(Info, KindCanBeGiven) {
  write("curves.csv", curves_csv());
  EXPECT_EQ(json_of({"data", "info", "curves.csv", "--kind", "image", "--json"})["kind"], "image");
}

}  // namespace
}  // namespace resketch::testing
