#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Demo = CommandTest;

TEST_F(Demo, TrainsClassifiesExplainsAndSaysWhere) {
  const Json result = json_of({"demo", "--out", "seen/here", "--json"});
  ASSERT_EQ(result["parts"].size(), 2U);
  for (const auto& part : result["parts"]) {
    EXPECT_TRUE(exists(part["model"]));
    EXPECT_TRUE(exists(part["page"]));
    const Json& unseen = part["groups"][0];
    EXPECT_GT(unseen["right"].get<double>(), 0.5 * unseen["items"].get<double>()) << part.dump();
    EXPECT_TRUE(part["groups"][1]["strangers"]);
  }
  EXPECT_EQ(files().size(), 6U);  // two folders, two models, two pages
}

TEST_F(Demo, RefusesAFolderThatCannotBeMade) {
  write("file", "");
  const Outcome outcome = resketch({"demo", "--out", "file/below"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("file/below: the folder cannot be made"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace resketch::testing
