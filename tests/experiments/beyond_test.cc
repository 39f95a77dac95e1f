// Experiments beyond the papers, on data that is part of the program.
#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "experiments/run.h"

namespace resketch {
namespace {

using resketch::testing::TemporaryFolder;

/// Figures by name: of one variant for each measure, all on the same modules.
std::map<std::string, double> measured() {
  Experiment experiment{.name = "small", .title = "Small", .shows = "nothing", .source = "tests"};
  const auto add = [&](Measure measure, const std::string& name, int exemplars,
                       const std::vector<std::string>& quantities) {
    experiment.variants.push_back({.name = name,
                                   .measure = measure,
                                   .data = "digits-sample",
                                   .selection = Selection::kRandom,
                                   .noise_in = 0.1F,
                                   .exemplars = exemplars});
    for (const std::string& quantity : quantities)
      experiment.figures.push_back({name + "." + quantity, name, quantity, {}, ""});
  };
  add(Measure::kInverse, "inverse", 4, {"accuracy.50"});
  add(Measure::kWarped, "warped", 4, {"accuracy.mse", "accuracy.dtw", "nearest.mse", "nearest.dtw"});
  add(Measure::kNearest, "nearest", 4, {"accuracy"});
  add(Measure::kAddClass, "adding", 4, {"accuracy.before", "accuracy.after", "accuracy.added", "untouched"});
  add(Measure::kPreset, "one", 1, {"accuracy.50"});
  add(Measure::kPreset, "eight", 8, {"accuracy.50"});
  add(Measure::kPreset, "taught", 1, {"accuracy.50", "adopted_right"});
  experiment.variants.back().unlabelled = 150;
  const TemporaryFolder folder;
  const auto outcome =
      run_experiment(experiment, {.scale = Scale::kQuick, .seeds = {1}, .out = folder.path()}).value();
  std::map<std::string, double> out;
  for (const auto& [name, figure] : outcome.figures) out[name] = figure.value;
  return out;
}

class Beyond : public ::testing::Test {
 protected:
  static const std::map<std::string, double>& figures() {
    static const auto kFigures = measured();
    return kFigures;
  }
  static double figure(const std::string& name) { return figures().at(name); }
};

TEST_F(Beyond, ComparedByMseTheRedrawingsGiveThePublishedAnswers) {
  EXPECT_EQ(figure("warped.accuracy.mse"), figure("inverse.accuracy.50"));
  EXPECT_EQ(figure("warped.nearest.mse"), figure("nearest.accuracy"));
  EXPECT_GT(figure("warped.accuracy.dtw"), 0.15);
  EXPECT_GT(figure("warped.nearest.dtw"), 0.15);
}

TEST_F(Beyond, AnAddedClassLeavesTheLossesOfTheOthersAndCanOnlyTakeItemsFromThem) {
  EXPECT_EQ(figure("adding.untouched"), 1);
  EXPECT_LE(figure("adding.accuracy.after"), figure("adding.accuracy.before"));
  EXPECT_GT(figure("adding.accuracy.added"), 0.1);
}

TEST_F(Beyond, MoreExemplarsHelpTheDefaultPreset) {
  EXPECT_GT(figure("eight.accuracy.50"), figure("one.accuracy.50"));
}

TEST_F(Beyond, ItemsWithoutLabelsHelpTheDefaultPreset) {
  EXPECT_GT(figure("taught.accuracy.50"), figure("one.accuracy.50"));
  EXPECT_GT(figure("taught.adopted_right"), 0.8);
}

}  // namespace
}  // namespace resketch
