#include <algorithm>
#include <sstream>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

class Denoise : public CommandTest {
 protected:
  void train_letters() { succeed({"train", "pen", "-o", "m.resketch", "--classes", "a,b,c"}); }
};

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

TEST_F(Denoise, WritesTheSameItemsInTheSameFormAndUnits) {
  write("curves.csv", curves_csv());
  train_small();
  const Outcome outcome = succeed({"denoise", "m.resketch", "curves.csv", "-o", "clean.csv", "--all"});
  EXPECT_EQ(outcome.out, "clean.csv: 18 of 18 items redrawn\n");
  const std::string clean = read("clean.csv");
  EXPECT_EQ(lines_of(clean), lines_of(read("curves.csv")));
  EXPECT_TRUE(clean.starts_with("id,step,value0,value1,label\na0,0,")) << clean.substr(0, 60);
  succeed({"evaluate", "m.resketch", "clean.csv"});  // what was written is read
  succeed({"denoise", "m.resketch", "curves.csv", "-o", "clean.npz", "--all"});
  EXPECT_EQ(json_of({"data", "info", "clean.npz", "--json"})["items"], 18);
}

TEST_F(Denoise, UnknownItemsAreNamedAndLeftOutUnlessAskedFor) {
  train_letters();
  const Json known = json_of({"denoise", "m.resketch", "pen", "-o", "o.npz", "--json"});
  EXPECT_LT(known["written"], 400);
  EXPECT_EQ(known["written"].get<std::size_t>() + known["left_out"].size(), 400U);
  const Outcome outcome = succeed({"denoise", "m.resketch", "pen", "-o", "o.npz"});
  EXPECT_NE(outcome.err.find("left out, because no class explains them"), std::string::npos) << outcome.err;
  EXPECT_EQ(json_of({"denoise", "m.resketch", "pen", "-o", "o.npz", "--all", "--json"})["written"], 400);
}

TEST_F(Denoise, ImagesBecomeAPictureAndAPage) {
  succeed({"train", "digits-sample", "-o", "d.resketch", "--classes", "0,1,2"});
  succeed({"denoise", "d.resketch", "digits-sample", "--limit", "6", "--all", "-o", "sheet.png", "--explain",
           "how.html"});
  const std::string png = read("sheet.png");
  ASSERT_GT(png.size(), 24U);
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned char>(png[at + 2]) * 256 + static_cast<unsigned char>(png[at + 3]);
  };
  EXPECT_EQ(number(16), 3 * 29 - 1);
  EXPECT_EQ(number(20), 2 * 29 - 1);
  EXPECT_NE(read("how.html").find("How each item was redrawn"), std::string::npos);
}

TEST_F(Denoise, WrongWishesAreRefusedAndNothingIsWritten) {
  train_letters();
  const auto refuse = [&](std::vector<std::string> words, int code, const std::string& said) {
    words.insert(words.begin(), {"denoise", "m.resketch", "pen", "--limit", "5"});
    const Outcome outcome = resketch(words);
    EXPECT_EQ(outcome.exit_code, code) << said;
    EXPECT_NE(outcome.err.find(said), std::string::npos) << outcome.err;
  };
  refuse({"-o", "o.mat"}, 2, "found the suffix '.mat'");
  refuse({"-o", "o.png"}, 2, "expected one of images for a picture");
  refuse({"-o", "o.npy", "--all"}, 2, "items differ in length");
  refuse({"-o", "o.csv", "--label", "z"}, 3, "the model has no class 'z'; its classes are a b c");
  refuse({"-o", "m.resketch"}, 2, "also an input");
  refuse({}, 2, "--output is required");
  EXPECT_EQ(files(), (std::set<std::string>{"m.resketch"}));
}

}  // namespace
}  // namespace resketch::testing
