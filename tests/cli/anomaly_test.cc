#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

class Anomaly : public CommandTest {
 protected:
  void train_on_zeros() {
    outcome_ = succeed({"anomaly", "train", "digits-sample", "--classes", "0", "-o", "zero.resketch"});
  }
  Outcome outcome_;
};

TEST_F(Anomaly, RanksTheStrangestFirstAndCountsThem) {
  train_on_zeros();
  EXPECT_NE(outcome_.out.find("normal is what 10 of 20 items look like"), std::string::npos) << outcome_.out;
  const auto lines = json_lines_of({"anomaly", "score", "zero.resketch", "digits-sample", "--json"});
  ASSERT_EQ(lines.size(), 500U);
  int anomalies_among_others = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i]["rank"], i + 1);
    EXPECT_EQ(lines[i]["anomaly"], lines[i]["score"].get<double>() > lines[i]["threshold"].get<double>());
    if (i > 0) {
      EXPECT_LE(lines[i]["score"], lines[i - 1]["score"]);
    }
    if (lines[i]["truth"] != "0") anomalies_among_others += lines[i]["anomaly"] ? 1 : 0;
  }
  EXPECT_NE(lines[0]["truth"], "0");
  EXPECT_GT(anomalies_among_others, 300);
  EXPECT_DOUBLE_EQ(lines[0]["p_value"].get<double>(), 1.0 / 11);
  const Outcome top = succeed({"anomaly", "score", "zero.resketch", "digits-sample", "--top", "3"});
  EXPECT_EQ(std::count(top.out.begin(), top.out.end(), '\n'), 3);
  EXPECT_NE(top.out.find("anomaly  score"), std::string::npos) << top.out;
  EXPECT_NE(top.out.find("none of 10 normal items held out fits as badly"), std::string::npos) << top.out;
  EXPECT_NE(top.err.find(" of 500 items are anomalies"), std::string::npos) << top.err;
}

TEST_F(Anomaly, ThePageShowsTheWorstBesideTheirRedrawings) {
  train_on_zeros();
  succeed({"anomaly", "score", "zero.resketch", "digits-sample", "--top", "4", "--html", "strange.html"});
  const std::string page = read("strange.html");
  std::size_t cards = 0;
  for (auto at = page.find("<article id="); at != std::string::npos; at = page.find("<article id=", at + 1))
    ++cards;
  EXPECT_EQ(cards, 4U);
  EXPECT_NE(page.find("redrawn as if it were normal"), std::string::npos);
  EXPECT_NE(page.find("this page holds 4"), std::string::npos);
  EXPECT_EQ(page.find("http:"), std::string::npos);
  EXPECT_EQ(page.find("https:"), std::string::npos);
}

TEST_F(Anomaly, SeriesWithoutLabelsWork) {
  write("good.csv", without_labels(curves_csv(1, 24)));
  write("mixed.csv", curves_csv(3, 4, 30));
  const Outcome trained = succeed({"anomaly", "train", "good.csv", "-o", "good.resketch"});
  EXPECT_EQ(trained.err.find("labels are ignored"), std::string::npos) << trained.err;
  const auto lines = json_lines_of({"anomaly", "score", "good.resketch", "mixed.csv", "--json"});
  ASSERT_EQ(lines.size(), 12U);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_NE(lines[i]["truth"], "a") << i;
}

TEST_F(Anomaly, SeriesOfManyDimsAreForLstms) {
  std::ostringstream csv;
  csv << "id,step";
  for (int d = 0; d < 70; ++d) csv << ",v" << d;
  for (int id = 0; id < 12; ++id) {
    for (int step = 0; step < 6; ++step) {
      csv << '\n' << id << ',' << step;
      for (int d = 0; d < 70; ++d) csv << ',' << std::sin(step + d + .1 * id);
    }
  }
  csv << '\n';
  write("wide.csv", csv.str());
  const Outcome refused = resketch({"anomaly", "train", "wide.csv", "-o", "wide.resketch"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("The generator 'lstm' draws any"), std::string::npos) << refused.err;
  succeed({"anomaly", "train", "wide.csv", "--generator", "lstm", "-o", "wide.resketch"});
  EXPECT_EQ(json_lines_of({"anomaly", "score", "wide.resketch", "wide.csv", "--json"}).size(), 12U);
}

TEST_F(Anomaly, SaysThatLabelsAreIgnored) {
  const Outcome outcome = succeed({"anomaly", "train", "pen", "--limit", "20", "-o", "m.resketch"});
  EXPECT_NE(outcome.err.find("labels are ignored: all 20 items count as normal"), std::string::npos)
      << outcome.err;
}

TEST_F(Anomaly, BadInputIsNamedAndNothingIsWritten) {
  write("few.csv", without_labels(curves_csv(1, 3)));
  write("empty.csv", "id,step,x\n");
  for (const auto& [file, said] : {std::pair{"few.csv", "found 3 items, expected at least 6"},
                                   std::pair{"empty.csv", "empty.csv"}, std::pair{"none.csv", "none.csv"}}) {
    const Outcome outcome = resketch({"anomaly", "train", file, "-o", "m.resketch"});
    EXPECT_EQ(outcome.exit_code, 3) << file;
    EXPECT_NE(outcome.err.find(said), std::string::npos) << outcome.err;
    EXPECT_FALSE(exists("m.resketch"));
  }
  train_on_zeros();
  write("curves.csv", curves_csv());
  const Outcome shape =
      resketch({"anomaly", "score", "zero.resketch", "curves.csv", "--html", "strange.html"});
  EXPECT_EQ(shape.exit_code, 3);
  EXPECT_NE(shape.err.find("curves.csv: item a0: an image of"), std::string::npos) << shape.err;
  EXPECT_FALSE(exists("strange.html"));
  EXPECT_EQ(resketch({"anomaly"}).exit_code, 2);
  EXPECT_EQ(resketch({"anomaly", "train", "pen", "-o", "m.resketch", "--keep", "1"}).exit_code, 2);
}

TEST_F(Anomaly, AModelOfAnotherKindIsRefused) {
  train_on_zeros();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"classify", "zero.resketch", "digits-sample"},
        std::vector<std::string>{"evaluate", "zero.resketch", "digits-sample"},
        std::vector<std::string>{"calibrate", "zero.resketch", "digits-sample", "-o", "x.resketch"},
        std::vector<std::string>{"self-train", "zero.resketch", "digits-sample", "-o", "x.resketch"},
        std::vector<std::string>{"add-class", "zero.resketch", "digits-sample", "--label", "1", "-o",
                                 "x.resketch"}}) {
    const Outcome outcome = resketch(words);
    EXPECT_EQ(outcome.exit_code, 3) << words.front();
    EXPECT_NE(outcome.err.find("zero.resketch: a model of what is normal"), std::string::npos) << outcome.err;
    EXPECT_FALSE(exists("x.resketch"));
  }
  train_small();
  const Outcome outcome = resketch({"anomaly", "score", "m.resketch", "curves.csv"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.err.find("m.resketch: a model of classes"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace resketch::testing
