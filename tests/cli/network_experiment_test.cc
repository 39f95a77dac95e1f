// The experiments on networks at quick scale: what they show must show even there.
#include <gmock/gmock.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using ::testing::HasSubstr;

bool built_with_libtorch() {
  const auto programs = std::filesystem::path(command_path()).parent_path();
  return std::filesystem::exists(programs / "../lib/resketch/resketch_vision.so");
}

/// Skips the test where networks or data are missing.
#define NEED(...)                                                                              \
  if (!built_with_libtorch()) GTEST_SKIP() << "needs libtorch";                                \
  for (const char* name : std::initializer_list<const char*>{__VA_ARGS__}) {                   \
    if (!use_data(name)) GTEST_SKIP() << "needs the data set " << name << " in RESKETCH_DATA"; \
  }

class NetworkExperiment : public CommandTest {
 protected:
  struct Figure {
    double value = 0;
    int items = 0;
  };

  /// Runs the experiment and draws its page. The figures, by name.
  std::map<std::string, Figure> figures_of(const std::string& name) {
    succeed({"experiment", "run", name, "--scale", "quick", "--out", "out"});
    if (HasFailure()) return {};
    const std::string file = "out/" + name + ".json";
    EXPECT_EQ(json_of({"report", file, "-o", "page.html", "--json"})["experiments"], 1);
    std::map<std::string, Figure> figures;
    const Json result = Json::parse(read(file));
    for (const auto& [key, figure] : result["figures"].items()) {
      if (figure["value"].is_number()) figures[key] = {figure["value"], figure.value("items", 0)};
    }
    return figures;
  }
};

TEST_F(NetworkExperiment, OfEveryOneThereIsATestBelowAndWithoutLibtorchItSaysWhatToInstall) {
  std::set<std::string> names;
  for (const Json& experiment : json_lines_of({"experiment", "list", "--json"})) {
    if (experiment["needs_libtorch"]) names.insert(experiment["name"].get<std::string>());
  }
  const std::set<std::string> tested = {"rings",         "fooling-mnist",      "fooling-fashion",
                                        "clutter-mnist", "open-set-mnist",     "one-class-mnist",
                                        "gan-mnist",     "autoencoder-anomaly"};
  EXPECT_EQ(names, tested);
  if (built_with_libtorch()) return;
  for (const std::string& name : names) {
    const Outcome outcome = resketch({"experiment", "run", name, "--scale", "quick"});
    EXPECT_EQ(outcome.exit_code, 3) << name;
    EXPECT_THAT(outcome.err, HasSubstr("libtorch-dev"));
  }
}

TEST_F(NetworkExperiment, OnRingsTheConfidenceMarksTheRingsAndGammaTakesItFromTheirCentres) {
  NEED();
  auto figures = figures_of("rings");
  EXPECT_GT(figures["rings.accuracy_at_0"].value, 0.98);
  EXPECT_GT(figures["rings.fooled_at_90"].value, 0.5) << "the unscaled classifier is sure nearly everywhere";
  EXPECT_GT(figures["rings.with_gamma.auroc"].value, 0.95);
  EXPECT_GT(figures["rings.with_gamma.confidence_on_rings"].value, 0.5);
  EXPECT_LT(figures["rings.with_gamma.confidence_away"].value, 0.3);
  EXPECT_LE(figures["rings.with_gamma.confidence_at_centres"].value,
            figures["rings.without_gamma.confidence_at_centres"].value);
}

TEST_F(NetworkExperiment, TheCnnIsFooledAndTheDenoisingAutoencoderIsNot) {
  NEED("mnist");
  auto figures = figures_of("fooling-mnist");
  EXPECT_GT(figures["cnn.accuracy_at_0"].value, 0.9);
  EXPECT_GT(figures["dae-sym.accuracy_at_0"].value, 0.9);
  EXPECT_EQ(figures["cnn.fooled_at_90"].items, 20);
  EXPECT_GE(figures["cnn.fooled_at_90"].value, 0.9);
  EXPECT_LE(figures["dae-sym.fooled_at_90"].value, 0.05);
  EXPECT_LE(figures["dae-sym.fooled_at_99"].value, 0.05);
  EXPECT_LT(figures["dae-sym.largest_gamma"].value, 0);
  // A rate of 0 % counts only beside an attack that works.
  EXPECT_GE(figures["cnn.pixels.fooled_at_99"].value, 0.9);
  EXPECT_GT(figures["cnn.pgd_linf.mistaken_at_90"].value, figures["cnn.fgsm.mistaken_at_90"].value - 0.05);
}

TEST_F(NetworkExperiment, OnClothesTooTheDenoisingAutoencoderIsNotFooled) {
  NEED("fashion-mnist");
  auto figures = figures_of("fooling-fashion");
  EXPECT_GT(figures["cnn.accuracy_at_0"].value, 0.7);
  EXPECT_GT(figures["dae-sym.accuracy_at_0"].value, 0.7);
  EXPECT_LE(figures["dae-sym.fooled_at_90"].value, 0.05);
  EXPECT_LT(figures["dae-sym.largest_gamma"].value, 0);
  EXPECT_GE(figures["cnn.pixels.fooled_at_90"].value, 0.9) << "the attack works";
}

TEST_F(NetworkExperiment, ADenseAutoencoderOfDigitsTellsClothesFromDigits) {
  NEED("mnist", "fashion-mnist");
  auto figures = figures_of("autoencoder-anomaly");
  EXPECT_LT(figures["dense-ae.loss_mean"].value, 0.3);
  EXPECT_GT(figures["dense-ae.auroc"].value, 0.9);
  // Finished cells and networks are taken as they are.
  const Json again = json_of(
      {"experiment", "run", "autoencoder-anomaly", "--scale", "quick", "--out", "out", "--resume", "--json"});
  EXPECT_EQ(again["reused"], again["cells"]);
  EXPECT_EQ(again["figures"]["dense-ae.auroc"]["value"], figures["dense-ae.auroc"].value);
}

TEST_F(NetworkExperiment, UnknownDigitsScoreLowerThanKnownOnes) {
  NEED("mnist");
  auto figures = figures_of("open-set-mnist");
  EXPECT_GT(figures["splits.cnn.max_logit.auroc"].value, 0.8);
  EXPECT_GT(figures["splits.cnn.softmax.auroc"].value, 0.8);
  EXPECT_GT(figures["splits.dae-asym.code.auroc"].value, 0.7);
  EXPECT_GT(figures["splits.cnn.max_logit.f1"].value, 0.5);
  EXPECT_GT(figures["splits.cnn.modules.auroc"].value, 0.9);
  EXPECT_GT(figures["splits.cnn.together.auroc"].value, figures["splits.cnn.max_logit.auroc"].value);
}

TEST_F(NetworkExperiment, TheClassVectorThatRedrawsADigitNamesItMoreOftenThanChance) {
  NEED("mnist");
  auto figures = figures_of("gan-mnist");
  EXPECT_EQ(figures["nz.25.accuracy"].items, 100);
  // By chance .1, with a standard error of .03.
  EXPECT_GT(figures["nz.25.accuracy"].value, 0.18);
  EXPECT_GT(figures["images.1.accuracy"].value, 0.18);
  EXPECT_LT(figures["nz.25.loss"].value, 0.05);
  // All cells search in one network.
  const auto files = this->files();
  EXPECT_EQ(std::ranges::count_if(files, [](const auto& file) { return file.ends_with(".network"); }), 1);
}

TEST_F(NetworkExperiment, AMaskOverWhatIsRedrawnFindsDigitsInClutter) {
  NEED("mnist");
  auto figures = figures_of("clutter-mnist");
  const auto value = [&](const std::string& name) { return figures["dae-sym.clutter." + name].value; };
  EXPECT_EQ(figures["dae-sym.clutter.masked.accuracy"].items, 200);
  EXPECT_GT(value("masked.auroc"), value("unmasked.auroc") + 0.1);
  EXPECT_GT(value("masked.accuracy"), value("unmasked.accuracy") + 0.1);
  EXPECT_GT(value("masked.place_accuracy"), 0.5);
  EXPECT_GT(value("masked.auroc"), figures["ink.auroc"].value) << "ink alone tells little";
}

TEST_F(NetworkExperiment, OneDigitIsToldFromTheOthers) {
  NEED("mnist");
  auto figures = figures_of("one-class-mnist");
  EXPECT_GT(figures["dense-ae.redrawing.auroc"].value, 0.85);
  EXPECT_GT(figures["dense-ae.code.auroc"].value, 0.5);
}

}  // namespace
}  // namespace resketch::testing
