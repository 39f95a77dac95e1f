#include <cstdlib>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

class Report : public CommandTest {
 protected:
  Report() { succeed({"experiment", "run", "mic-glm", "--out", "."}); }

  /// A result with every kind of chart and drawing, and names that would break a page that trusted them.
  void write_rich_result() {
    Json result = Json::parse(read("mic-glm.json"));
    result["experiment"] = "rich";
    result["title"] = "<script>alert(1)</script>";
    const Json rows = {
        {{"x", "</script><b>"}, {"y", "b"}, {"value", 0.5}, {"sd", 0.1}, {"text", "</script><b>"}},
        {{"x", "c"}, {"y", "d"}, {"value", 0.25}},
        {{"x", "e"}, {"y", "d"}, {"value", nullptr}}};
    for (const char* kind : {"heatmap", "bars", "points"}) {
      result["charts"].push_back({{"kind", kind},
                                  {"title", kind},
                                  {"note", ""},
                                  {"x_title", "x"},
                                  {"y_title", "y"},
                                  {"value_title", "v"},
                                  {"logarithmic", true},
                                  {"rows", rows}});
    }
    const Json pen = {{{"caption", "a"}, {"values", {{0, 0}, {1, 1}, {2, 0}}}}};
    const Json image = {{{"caption", "0"}, {"values", {{0, 0.5, 1}, {1, 0, 1}}}}};
    result["drawings"] = {
        {{"title", "pen"}, {"kind", "pen"}, {"rows", {{{"label", "l"}, {"items", pen}}}}},
        {{"title", "image"}, {"kind", "image"}, {"rows", {{{"label", "l"}, {"items", image}}}}}};
    write("rich.json", result.dump());
  }

  Outcome with(const std::string& pointer, const Json& value) {
    Json result = Json::parse(read("mic-glm.json"));
    result[Json::json_pointer(pointer)] = value;
    write("bad.json", result.dump());
    return resketch({"report", "bad.json", "-o", "bad.html"});
  }
};

TEST_F(Report, ShowsPublishedAndMeasuredInOnePageThatNeedsNothingElse) {
  const Json made = json_of({"report", "mic-glm.json", "-o", "r.html", "--json"});
  EXPECT_EQ(made["experiments"], 1);
  const std::string page = read("r.html");
  EXPECT_NE(page.find("Table 3"), std::string::npos);
  EXPECT_NE(page.find("<b>1.5711</b><span>1.5711</span>"), std::string::npos);
  EXPECT_EQ(page.find("<td class=\"differs\""), std::string::npos);
  EXPECT_EQ(page.find("src=\"http"), std::string::npos);
  EXPECT_EQ(page.find("<link"), std::string::npos);
}

TEST_F(Report, MarksWhatDiffersByMoreThanChance) {
  Json result = Json::parse(read("mic-glm.json"));
  result["figures"]["table3.in_01.z"]["published"] = 2.0;
  write("changed.json", result.dump());
  succeed({"report", "changed.json", "-o", "r.html"});
  const std::string page = read("r.html");
  EXPECT_NE(page.find("<td class=\"differs\""), std::string::npos);
  EXPECT_NE(page.find("▼"), std::string::npos);
  EXPECT_NE(page.find("1 of 126 figures differ"), std::string::npos);
}

TEST_F(Report, NamesFromResultsCannotBecomeMarkup) {
  write_rich_result();
  succeed({"report", "rich.json", "-o", "r.html"});
  const std::string page = read("r.html");
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("</script><b>"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos);
}

TEST_F(Report, RefusesResultsThatAreDamagedAndSaysWhere) {
  const std::string good = read("mic-glm.json");
  write("half.json", good.substr(0, good.size() / 2));
  for (const auto& [file, text] : std::vector<std::pair<std::string, std::string>>{
           {"half.json", good.substr(0, good.size() / 2)}, {"empty.json", ""}, {"other.json", "{}"}}) {
    write(file, text);
    const Outcome outcome = resketch({"report", "mic-glm.json", file, "-o", "r.html"});
    EXPECT_EQ(outcome.exit_code, 3) << file;
    EXPECT_NE(outcome.err.find(file), std::string::npos);
    EXPECT_FALSE(exists("r.html"));
  }
  EXPECT_EQ(resketch({"report", "missing.json", "-o", "r.html"}).exit_code, 3);
  const std::vector<std::pair<std::string, Json>> lies = {{"/format", 99},
                                                          {"/figures/table3.in_01.z/value", "two"},
                                                          {"/figures/table3.in_01.z/n", -1},
                                                          {"/tables/0/rows/0/figures/0", "table99"},
                                                          {"/tables/0/rows/0/heads", {"a", "b"}},
                                                          {"/charts", {{{"kind", "pie"}}}},
                                                          {"/drawings", 5},
                                                          {"/seeds", {"x"}}};
  for (const auto& [pointer, value] : lies) {
    const Outcome outcome = with(pointer, value);
    EXPECT_EQ(outcome.exit_code, 3) << pointer;
    EXPECT_NE(outcome.err.find("bad.json: "), std::string::npos) << outcome.err;
    EXPECT_FALSE(exists("bad.html"));
  }
}

TEST_F(Report, WillNotWriteOverAResultAndWantsEachOnce) {
  EXPECT_EQ(resketch({"report", "mic-glm.json", "-o", "mic-glm.json"}).exit_code, 2);
  EXPECT_EQ(resketch({"report", "mic-glm.json", "mic-glm.json", "-o", "r.html"}).exit_code, 2);
  EXPECT_EQ(resketch({"report", "-o", "r.html"}).exit_code, 2);
}

TEST_F(Report, DrawsEveryChartInABrowserWithoutAnyComplaint) {
  std::string browser;
  for (const char* path : {"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"}) {
    if (std::filesystem::exists(path)) browser = path;
  }
  if (browser.empty()) GTEST_SKIP() << "needs the Debian package chromium";
  write_rich_result();
  succeed({"report", "mic-glm.json", "rich.json", "-o", "r.html"});
  const std::string address = "file://" + (folder_ / "r.html").string();
  const Outcome outcome =
      run_process(browser,
                  {"--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
                   "--user-data-dir=" + (folder_ / "profile").string(), "--virtual-time-budget=20000",
                   "--host-resolver-rules=MAP * ~NOTFOUND", address},
                  options_);
  EXPECT_EQ(outcome.err.find("CONSOLE"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.out.find("data-drawn=\"yes\""), std::string::npos);
  std::size_t drawn = 0;
  for (std::size_t at = 0; (at = outcome.out.find("class=\"marks\"", at)) != std::string::npos; ++at) ++drawn;
  EXPECT_EQ(drawn, 3U);
  EXPECT_EQ(outcome.out.find("class=\"failed\""), std::string::npos);
}

}  // namespace
}  // namespace resketch::testing
