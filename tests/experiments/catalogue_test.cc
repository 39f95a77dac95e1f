// What holds for every experiment, run or not.
#include "experiments/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "experiments/presentation.h"
#include "experiments/published_mic.h"
#include "resketch/dataset.h"

namespace resketch {
namespace {

TEST(Catalogue, NamesAreUniqueAndEveryExperimentSaysWhatItIs) {
  std::set<std::string> names;
  for (const Experiment& experiment : catalogue()) {
    EXPECT_TRUE(names.insert(experiment.name).second) << experiment.name;
    EXPECT_FALSE(experiment.title.empty()) << experiment.name;
    EXPECT_FALSE(experiment.shows.empty()) << experiment.name;
    EXPECT_FALSE(experiment.source.empty()) << experiment.name;
  }
}

TEST(Catalogue, EveryFigureBelongsToAVariantAndEveryDataSetIsNamed) {
  const auto sets = named_sets();
  for (const Experiment& experiment : catalogue()) {
    std::set<std::string> variants;
    for (const Variant& variant : experiment.variants) {
      EXPECT_TRUE(variants.insert(variant.name).second) << experiment.name << " " << variant.name;
      if (variant.measure != Measure::kRings) {
        EXPECT_TRUE(std::ranges::any_of(sets, [&](const NamedSet& set) { return set.name == variant.data; }));
      }
    }
    std::set<std::string> figures;
    for (const FigureSpec& figure : experiment.figures) {
      EXPECT_TRUE(figures.insert(figure.name).second) << experiment.name << " " << figure.name;
      EXPECT_TRUE(variants.contains(figure.variant)) << experiment.name << " " << figure.name;
    }
    for (const TableSpec& table : experiment.tables) {
      for (const TableSpec::Row& row : table.rows) {
        EXPECT_EQ(row.heads.size(), table.heads.size()) << experiment.name << " " << table.title;
        EXPECT_EQ(row.figures.size(), table.columns.size()) << experiment.name << " " << table.title;
        for (const std::string& figure : row.figures)
          EXPECT_TRUE(figure.empty() || figures.contains(figure)) << figure;
      }
    }
  }
}

TEST(Catalogue, PublishedSharesAreShares) {
  for (const FirstNoiseTable& table : first_noise_tables()) {
    EXPECT_EQ(table.rows.size(), 9U);
    for (const FirstNoiseRow& row : table.rows) {
      EXPECT_EQ(row.classes.size(), table.labels.size()) << table.table;
      for (const double share : row.classes) EXPECT_TRUE(std::isnan(share) || (share >= 0 && share <= 1));
    }
  }
}

// The means of the printed classes must lie near the printed overall accuracy: a slip in copying would show.
TEST(Catalogue, PublishedClassesOfDigitsAddUpToTheirOverallAccuracy) {
  for (const FirstNoiseTable& table : first_noise_tables()) {
    if (table.data != "mnist") continue;
    // Items a digit among the first 1,000 test images.
    const double items[] = {85, 126, 116, 107, 110, 87, 87, 99, 89, 94};
    for (const FirstNoiseRow& row : table.rows) {
      double right = 0;
      for (int c = 0; c < 10; ++c) right += items[c] * row.classes[c];
      EXPECT_NEAR(right / 1000, row.overall, 0.003)
          << table.table << " " << row.noise_in << " " << row.noise_out;
    }
  }
}

TEST(Catalogue, AnUnknownExperimentIsAUsageErrorThatNamesTheOthers) {
  const auto found = find_experiment("mic-noise");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code(), ErrorCode::kUsage);
  EXPECT_NE(found.error().message().find("mic-noise-mnist"), std::string::npos);
}

TEST(Presentation, AnExperimentOfPublishedNumbersAloneShowsThem) {
  const auto& all = catalogue();
  const auto glm = std::ranges::find(all, "mic-glm", &Experiment::name);
  ASSERT_NE(glm, all.end());
  const Presentation shown = present(*glm, Measured());
  ASSERT_NE(shown.find("table3.in_01.coefficient"), nullptr);
  EXPECT_EQ(shown.find("table3.in_01.coefficient")->differs(), false);
  EXPECT_EQ(shown.tables.size(), 8U);
}

}  // namespace
}  // namespace resketch
