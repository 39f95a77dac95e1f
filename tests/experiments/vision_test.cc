// The experiments on networks at quick scale: what they show must show even there.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "base/temporary_folder.h"
#include "experiments/catalogue.h"
#include "experiments/run.h"
#include "resketch/dataset.h"
#include "vision/network.h"

namespace resketch {
namespace {

using resketch::testing::TemporaryFolder;

bool has_set(const std::string& name) {
  for (const NamedSet& set : named_sets()) {
    if (set.name == name) return set.present;
  }
  return false;
}

/// Skips the test where networks or data are missing.
#define NEED(...)                                                            \
  if (const auto available = check_networks_available(); !available)         \
    GTEST_SKIP() << available.error().what();                                \
  for (const char* name : std::initializer_list<const char*>{__VA_ARGS__}) { \
    if (!has_set(name)) GTEST_SKIP() << "needs the data set " << name;       \
  }

std::map<std::string, Figure> figures_of(const Experiment& experiment, const TemporaryFolder& folder,
                                         bool resume = false) {
  const auto outcome = run_experiment(
      experiment,
      {.scale = Scale::kQuick, .out = folder.path(), .resume = resume, .version = "test", .commit = "none"});
  if (!outcome) {
    ADD_FAILURE() << outcome.error().what();
    return {};
  }
  return {outcome->figures.begin(), outcome->figures.end()};
}

TEST(Networks, WhereTheModuleIsMissingTheErrorSaysWhatToInstall) {
  const auto available = check_networks_available();
  if (available) GTEST_SKIP() << "the module is here";
  EXPECT_EQ(available.error().code(), ErrorCode::kUnsupported);
  EXPECT_NE(available.error().message().find("libtorch-dev"), std::string::npos);
  const TemporaryFolder folder;
  const auto outcome = run_experiment(rings(), {.scale = Scale::kQuick, .out = folder.path()});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::kUnsupported);
}

TEST(Networks, OnRingsTheConfidenceMarksTheRingsAndGammaTakesItFromTheirCentres) {
  NEED();
  const TemporaryFolder folder;
  auto figures = figures_of(rings(), folder);
  EXPECT_GT(figures["rings.accuracy_at_0"].value, 0.98);
  EXPECT_GT(figures["rings.fooled_at_90"].value, 0.5) << "the unscaled classifier is sure nearly everywhere";
  EXPECT_GT(figures["rings.with_gamma.auroc"].value, 0.95);
  EXPECT_GT(figures["rings.with_gamma.confidence_on_rings"].value, 0.5);
  EXPECT_LT(figures["rings.with_gamma.confidence_away"].value, 0.3);
  EXPECT_LE(figures["rings.with_gamma.confidence_at_centres"].value,
            figures["rings.without_gamma.confidence_at_centres"].value);
}

TEST(Networks, TheCnnIsFooledAndTheDenoisingAutoencoderIsNot) {
  NEED("mnist");
  const TemporaryFolder folder;
  auto figures = figures_of(fooling("mnist"), folder);
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

TEST(Networks, ADenseAutoencoderOfDigitsTellsClothesFromDigits) {
  NEED("mnist", "fashion-mnist");
  const TemporaryFolder folder;
  auto figures = figures_of(autoencoder_anomaly(), folder);
  EXPECT_LT(figures["dense-ae.loss_mean"].value, 0.3);
  EXPECT_GT(figures["dense-ae.auroc"].value, 0.9);
  // Finished cells and networks are taken as they are.
  auto again = figures_of(autoencoder_anomaly(), folder, true);
  EXPECT_EQ(again["dense-ae.auroc"].value, figures["dense-ae.auroc"].value);
}

TEST(Networks, UnknownDigitsScoreLowerThanKnownOnes) {
  NEED("mnist");
  const TemporaryFolder folder;
  auto figures = figures_of(open_set_mnist(), folder);
  EXPECT_GT(figures["splits.cnn.max_logit.auroc"].value, 0.8);
  EXPECT_GT(figures["splits.cnn.softmax.auroc"].value, 0.8);
  EXPECT_GT(figures["splits.dae-asym.code.auroc"].value, 0.7);
  EXPECT_GT(figures["splits.cnn.max_logit.f1"].value, 0.5);
  EXPECT_GT(figures["splits.cnn.modules.auroc"].value, 0.9);
  EXPECT_GT(figures["splits.cnn.together.auroc"].value, figures["splits.cnn.max_logit.auroc"].value);
}

TEST(Networks, TheClassVectorThatRedrawsADigitNamesItMoreOftenThanChance) {
  NEED("mnist");
  const TemporaryFolder folder;
  auto figures = figures_of(gan_mnist(), folder);
  EXPECT_EQ(figures["nz.25.accuracy"].items, 100);
  // By chance .1, with a standard error of .03.
  EXPECT_GT(figures["nz.25.accuracy"].value, 0.18);
  EXPECT_GT(figures["images.1.accuracy"].value, 0.18);
  EXPECT_LT(figures["nz.25.loss"].value, 0.05);
  // All cells search in one network.
  int networks = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder.path() / "models"))
    networks += file.path().extension() == ".network" ? 1 : 0;
  EXPECT_EQ(networks, 1);
}

TEST(Networks, AMaskOverWhatIsRedrawnFindsDigitsInClutter) {
  NEED("mnist");
  const TemporaryFolder folder;
  auto figures = figures_of(clutter_mnist(), folder);
  const auto value = [&](const std::string& name) { return figures["dae-sym.clutter." + name].value; };
  EXPECT_EQ(figures["dae-sym.clutter.masked.accuracy"].items, 50);
  EXPECT_GT(value("masked.auroc"), value("unmasked.auroc") + 0.1);
  // Of 50 canvases, .05 would be right by chance; each processor's networks are a little different.
  EXPECT_GT(value("masked.accuracy"), 0.3);
  EXPECT_GT(value("masked.place_accuracy"), 0.5);
  EXPECT_GT(value("masked.auroc"), figures["ink.auroc"].value) << "ink alone tells little";
}

TEST(Networks, OneDigitIsToldFromTheOthers) {
  NEED("mnist");
  const TemporaryFolder folder;
  auto figures = figures_of(one_class_mnist(), folder);
  EXPECT_GT(figures["dense-ae.redrawing.auroc"].value, 0.85);
  EXPECT_GT(figures["dense-ae.code.auroc"].value, 0.5);
}

}  // namespace
}  // namespace resketch
