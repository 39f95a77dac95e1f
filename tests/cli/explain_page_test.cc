#include <regex>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using ExplainPage = CommandTest;

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_F(ExplainPage, ShowsEveryItemEveryModuleAndTheMixture) {
  train_small();
  succeed({"classify", "m.resketch", "curves.csv", "--limit", "5", "--explain", "why.html"});
  const std::string page = read("why.html");
  EXPECT_EQ(count(page, "<article id="), 5U);
  EXPECT_EQ(count(page, "class=\"attempts\""), 5U);
  EXPECT_EQ(count(page, "class=\"loss\""), 15U);
  EXPECT_EQ(count(page, "class=\"share\""), 20U);
  EXPECT_EQ(count(page, "class=\"why\""), 5U);
  EXPECT_EQ(count(page, "<article"), count(page, "</article>"));
  EXPECT_EQ(count(page, "<svg"), count(page, "</svg>"));
  EXPECT_EQ(count(page, "<g "), count(page, "</g>"));
  EXPECT_NE(page.find("prefers-color-scheme:dark"), std::string::npos);
  EXPECT_NE(page.find("@media print"), std::string::npos);
  EXPECT_NE(page.find("name=\"viewport\""), std::string::npos);
}

TEST_F(ExplainPage, NeedsNothingElse) {
  train_small();
  succeed({"classify", "m.resketch", "curves.csv", "--limit", "3", "--explain", "why.html"});
  const std::string page = read("why.html");
  EXPECT_EQ(page.find("http:"), std::string::npos);
  EXPECT_EQ(page.find("https:"), std::string::npos);
  EXPECT_EQ(page.find("url("), std::string::npos);
  EXPECT_EQ(page.find("@import"), std::string::npos);
  const std::regex reference("(src|href)=\"([^\"]*)\"");
  for (std::sregex_iterator at(page.begin(), page.end(), reference), end; at != end; ++at) {
    const std::string address = (*at)[2];
    EXPECT_TRUE(address.starts_with('#') || address.starts_with("data:image/png")) << address;
  }
}

TEST_F(ExplainPage, HostileLabelsAndNamesStayText) {
  std::string csv = curves_csv(2, 6);
  csv = std::regex_replace(csv, std::regex(",a\n"), ",<script>alert(1)</script>\n");
  csv = std::regex_replace(csv, std::regex(",b\n"), ",\"\"\" onload=x '&\"\n");
  csv = std::regex_replace(csv, std::regex("\na([0-9])"), "\n<img src=x>$1");
  write("hostile.csv", csv);
  succeed({"train", "hostile.csv", "-o", "m.resketch", "--hidden", "4", "--steps", "300"});
  succeed({"classify", "m.resketch", "hostile.csv", "--explain", "why.html"});
  const std::string page = read("why.html");
  EXPECT_EQ(count(page, "<script"), 1U);  // the page's own
  EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
  EXPECT_EQ(page.find("<img src=x"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(page.find("&lt;img src=x&gt;"), std::string::npos);
  EXPECT_NE(page.find("&quot; onload=x &#39;&amp;"), std::string::npos);
}

TEST_F(ExplainPage, ImagesAreShownAsPixels) {
  succeed(
      {"train", "digits-sample", "-o", "d.resketch", "--hidden", "4", "--steps", "20", "--classes", "0,1"});
  succeed({"classify", "d.resketch", "digits-sample", "--limit", "2", "--explain", "why.html"});
  const std::string page = read("why.html");
  // An item: index, input, redrawing, difference, 4 exemplars, 2 modules.
  EXPECT_EQ(count(page, "src=\"data:image/png;base64,iVBORw0KGgo"), 2U * 10);
}

TEST_F(ExplainPage, ShowsHowTheExampleWasPosedAndWarped) {
  succeed({"train", "digits-sample", "-o", "d.resketch", "--classes", "0,1,2"});
  const Outcome images =
      succeed({"classify", "d.resketch", "digits-sample", "--limit", "4", "--explain", "images.html"});
  const std::string pixels = read("images.html");
  EXPECT_EQ(count(pixels, "<section class=\"pose\">"), 4U);
  EXPECT_EQ(count(pixels, "class=\"grid\""), 8U);
  EXPECT_EQ(count(images.out, "\n        example "), 4U) << images.out;
  EXPECT_NE(images.out.find(" pixels"), std::string::npos) << images.out;

  succeed({"train", "pen", "-o", "p.resketch", "--classes", "a,b"});
  const Outcome strokes =
      succeed({"classify", "p.resketch", "pen", "--limit", "4", "--explain", "strokes.html"});
  const std::string curves = read("strokes.html");
  EXPECT_EQ(count(curves, "<section class=\"pose\">"), 4U);
  EXPECT_EQ(count(curves, "class=\"ties\""), 4U);
  EXPECT_EQ(count(curves, "class=\"time\""), 4U);
  EXPECT_EQ(count(strokes.out, "\n        example "), 4U) << strokes.out;
  EXPECT_EQ(count(curves, "<svg"), count(curves, "</svg>"));
}

TEST_F(ExplainPage, OfAnLstmTellsNoPose) {
  train_small();
  const Outcome outcome =
      succeed({"classify", "m.resketch", "curves.csv", "--limit", "2", "--explain", "why.html"});
  EXPECT_EQ(count(read("why.html"), "<section class=\"pose\">"), 0U);
  EXPECT_EQ(count(outcome.out, "\n"), 2U);
}

TEST_F(ExplainPage, HoldsFiftyItemsAndSaysSo) {
  train_small();
  write("many.csv", curves_csv(3, 20));
  const Outcome outcome = succeed({"classify", "m.resketch", "many.csv", "--explain", "why.html"});
  const std::string page = read("why.html");
  EXPECT_EQ(count(page, "<article id="), 50U);
  EXPECT_NE(page.find("60 items were classified; this page holds the first 50"), std::string::npos);
  EXPECT_NE(outcome.err.find("explained 50 of 60 items in why.html"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace resketch::testing
