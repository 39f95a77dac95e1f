#include "resketch/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace resketch {
namespace {

using ::testing::ElementsAre;

Dataset sample() {
  Dataset dataset;
  dataset.name = "sample";
  dataset.dims = 2;
  dataset.label_names = {"a", "b"};
  dataset.append(std::vector<float>{1, 2}, 0);
  dataset.append(std::vector<float>{3, 4, 5, 6}, 1);
  dataset.append(std::vector<float>{7, 8}, Dataset::kUnlabelled);
  return dataset;
}

TEST(Dataset, AppendsSequencesOneAfterTheOther) {
  const Dataset dataset = sample();
  EXPECT_EQ(dataset.size(), 3);
  EXPECT_THAT(dataset.first_step, ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(dataset.steps(1), 2);
  EXPECT_THAT(dataset[1].values, ElementsAre(3, 4, 5, 6));
  EXPECT_EQ(dataset.id(2), "2");
}

TEST(Dataset, GivesEarlierItemsTheirIndexOnceOneHasAName) {
  Dataset dataset = sample();
  dataset.append(std::vector<float>{0, 0}, 0, "named");
  dataset.append(std::vector<float>{0, 0}, 0);
  EXPECT_THAT(dataset.ids, ElementsAre("0", "1", "2", "named", "4"));
}

TEST(Dataset, SubsetKeepsOrderLabelsAndTheItemsNames) {
  const Dataset subset = sample().subset(std::vector<int>{2, 1});
  EXPECT_EQ(subset.size(), 2);
  EXPECT_EQ(subset.name, "sample");
  EXPECT_THAT(subset.labels, ElementsAre(Dataset::kUnlabelled, 1));
  EXPECT_THAT(subset.label_names, ElementsAre("a", "b"));
  EXPECT_THAT(subset[1].values, ElementsAre(3, 4, 5, 6));
  EXPECT_EQ(subset.id(0), "2");
  EXPECT_EQ(sample().subset({}).size(), 0);
}

TEST(Dataset, FingerprintTellsEveryPartApart) {
  const std::string fingerprint = sample().fingerprint();
  EXPECT_EQ(fingerprint.size(), 64U);
  EXPECT_EQ(fingerprint, sample().fingerprint());

  Dataset other = sample();
  other.values[3] = 4.5F;
  EXPECT_NE(other.fingerprint(), fingerprint);
  other = sample();
  other.labels[2] = 0;
  EXPECT_NE(other.fingerprint(), fingerprint);
  other = sample();
  other.label_names = {"ab", ""};
  EXPECT_NE(other.fingerprint(), fingerprint);
  other = sample();
  other.first_step = {0, 2, 3, 4};
  EXPECT_NE(other.fingerprint(), fingerprint);
  other = sample();
  other.name = "another name";
  EXPECT_EQ(other.fingerprint(), fingerprint) << "the name is no part of the data";
}

TEST(Dataset, NamesOfKindsAndSplitsReadBack) {
  for (const DataKind kind : {DataKind::kSeries, DataKind::kPenVelocity, DataKind::kImage}) {
    EXPECT_EQ(parse_data_kind(to_string(kind)), kind);
  }
  for (const Split split : {Split::kAll, Split::kPool, Split::kTest})
    EXPECT_EQ(parse_split(to_string(split)), split);
  EXPECT_EQ(parse_data_kind("images"), std::nullopt);
  EXPECT_EQ(parse_split(""), std::nullopt);
}

}  // namespace
}  // namespace resketch
