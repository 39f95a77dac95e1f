#include "data/named_sets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <vector>

#include "base/temporary_folder.h"
#include "data/environment.h"
#include "data/join.h"
#include "data/real_data.h"

namespace resketch {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

Dataset load(const std::string& name, std::optional<Split> split = std::nullopt) {
  return load_dataset(name, {.split = split}).value();
}

std::vector<int> class_sizes(const Dataset& data) {
  std::vector<int> sizes(data.label_names.size());
  for (const int label : data.labels) {
    if (label != Dataset::kUnlabelled) ++sizes[label];
  }
  return sizes;
}

TEST(NamedSets, DigitsSampleIsPartOfTheProgram) {
  const Dataset pool = load("digits-sample");
  const Dataset test = load("digits-sample", Split::kTest);
  EXPECT_EQ(pool.name, "digits-sample");
  EXPECT_EQ(pool.kind, DataKind::kImage);
  EXPECT_EQ(pool.dims, 28);
  EXPECT_THAT(pool.label_names, ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  EXPECT_THAT(class_sizes(pool), Each(20));
  EXPECT_THAT(class_sizes(test), Each(50));
  EXPECT_EQ(load("digits-sample", Split::kAll).size(), 700);
  for (int n = 0; n < pool.size(); ++n) ASSERT_EQ(pool.steps(n), 28);
  EXPECT_THAT(pool.values, Each(::testing::AllOf(::testing::Ge(0.0F), ::testing::Le(1.0F))));
}

TEST(NamedSets, DigitsSampleIsTheBeginningOfMnist) {
  SKIP_WITHOUT_DATA("mnist");
  const Dataset sample = load("digits-sample", Split::kTest);
  const Dataset mnist = load_dataset("mnist", {.split = Split::kTest, .limit = 1000}).value();
  std::vector<int> seen(10);
  int next = 0;
  for (int n = 0; n < mnist.size(); ++n) {
    if (seen[mnist.labels[n]]++ >= 50) continue;
    ASSERT_EQ(sample.labels[next], mnist.labels[n]);
    ASSERT_TRUE(std::equal(mnist[n].values.begin(), mnist[n].values.end(), sample[next].values.begin()));
    ++next;
  }
  EXPECT_EQ(next, 500);
}

TEST(NamedSets, CharactersHaveThePublicSplit) {
  SKIP_WITHOUT_DATA("characters");
  const Dataset all = load("characters", Split::kAll);
  const Dataset pool = load("characters");
  const Dataset test = load("characters", Split::kTest);
  const int labelled = pool.size() + test.size();
  EXPECT_EQ(test.size(), 400);
  EXPECT_THAT(class_sizes(test), Each(20));
  EXPECT_EQ(all.kind, DataKind::kPenVelocity);
  EXPECT_EQ(all.dims, 3);
  EXPECT_EQ(all.label_names.size(), 20U);
  // Labelled items come first.
  for (int n = 0; n < all.size(); ++n) EXPECT_EQ(all.labels[n] == Dataset::kUnlabelled, n >= labelled);
  if (labelled == 1029) {
    EXPECT_EQ(pool.size(), 629);
    EXPECT_TRUE(all.size() == 1029 || all.size() == 1029 + 1429);
  }
}

TEST(NamedSets, MnistIsComplete) {
  SKIP_WITHOUT_DATA("mnist");
  EXPECT_EQ(load("mnist").size(), 60'000);
  const Dataset test = load("mnist", Split::kTest);
  EXPECT_EQ(test.size(), 10'000);
  EXPECT_THAT(class_sizes(test), ElementsAre(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009));
}

TEST(NamedSets, FashionMnistIsRead) {
  SKIP_WITHOUT_DATA("fashion-mnist");
  EXPECT_EQ(load("fashion-mnist", Split::kAll).size(),
            load("fashion-mnist").size() + load("fashion-mnist", Split::kTest).size());
}

TEST(NamedSets, AreLookedForUnderTheDataVariableThenInTheUsersFolder) {
  const TemporaryFolder folder;
  const ScopedVariable home("HOME", "/home/someone");
  const NamedSetEntry& set = *find_named_set("mnist");
  {
    const ScopedVariable data("RESKETCH_DATA", "/data");
    const ScopedVariable user("XDG_DATA_HOME", "/user");
    EXPECT_THAT(candidate_folders(set), ElementsAre("/data/mnist", "/user/resketch/mnist"));
  }
  {
    const ScopedVariable data("RESKETCH_DATA", "");
    const ScopedVariable user("XDG_DATA_HOME", "");
    EXPECT_THAT(candidate_folders(set), ElementsAre("/home/someone/.local/share/resketch/mnist"));
  }
  const ScopedVariable data("RESKETCH_DATA", (folder / "a").string());
  const ScopedVariable user("XDG_DATA_HOME", (folder / "b").string());
  EXPECT_EQ(find_set_folder(set), std::nullopt);
  const auto fetched = folder / "b/resketch/mnist";
  std::filesystem::create_directories(fetched);
  for (const char* name :
       {"train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz"}) {
    std::ofstream(fetched / name) << "x";
  }
  EXPECT_EQ(find_set_folder(set), std::nullopt);
  std::ofstream(fetched / "t10k-labels-idx1-ubyte") << "x";
  EXPECT_EQ(find_set_folder(set), fetched);
}

TEST(NamedSets, AreListedWithWhatIsKnownOfThem) {
  const TemporaryFolder folder;
  const ScopedVariable data("RESKETCH_DATA", folder.path().string());
  const ScopedVariable user("XDG_DATA_HOME", folder.path().string());
  const auto sets = named_sets();
  ASSERT_EQ(sets.size(), 5U);
  EXPECT_EQ(sets[0].name, "characters");
  EXPECT_EQ(sets[0].folder, (folder / "character-trajectories").string());
  EXPECT_FALSE(sets[0].present);
  EXPECT_TRUE(sets[3].synthetic);
  EXPECT_THAT(sets[3].description, HasSubstr("Synthetic"));
  EXPECT_TRUE(sets[4].embedded);
  EXPECT_TRUE(sets[4].present);
  for (const NamedSet& set : sets) EXPECT_FALSE(set.licence.empty());
}

TEST(LoadDataset, SaysHowToFetchAKnownSet) {
  const TemporaryFolder folder;
  const ScopedVariable data("RESKETCH_DATA", (folder / "a").string());
  const ScopedVariable user("XDG_DATA_HOME", (folder / "b").string());
  const auto missing = load_dataset("mnist");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().what(), HasSubstr("resketch data fetch mnist"));
  EXPECT_THAT(missing.error().what(), HasSubstr((folder / "a/mnist").string()));
  EXPECT_THAT(missing.error().what(), HasSubstr((folder / "b/resketch/mnist").string()));
}

TEST(LoadDataset, NamesTheSetsWhereNothingFits) {
  const auto missing = load_dataset("charactres");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().what(),
              HasSubstr("'charactres' is neither a file nor one of the data sets characters, mnist"));
}

TEST(LoadDataset, KeepsTheFirstItemsAndTheKindAskedFor) {
  const Dataset three = load_dataset("digits-sample", {.kind = DataKind::kSeries, .limit = 3}).value();
  EXPECT_EQ(three.size(), 3);
  EXPECT_EQ(three.kind, DataKind::kSeries);
  EXPECT_EQ(load_dataset("digits-sample", {.limit = 1'000'000}).value().size(), 200);
  EXPECT_EQ(load_dataset("digits-sample", {.limit = -1}).error().code(), ErrorCode::kUsage);
}

TEST(LoadDataset, TakesAFileAsOneSplit) {
  const TemporaryFolder folder;
  const auto path = (folder / "a.csv").string();
  std::ofstream(path) << "id,step,x,label\n0,0,1.5,a\n0,1,2.5,a\n1,0,3.5,b\n";
  const auto all = load_dataset(path);
  ASSERT_TRUE(all.ok()) << all.error().what();
  EXPECT_EQ(all->size(), 2);
  for (const Split split : {Split::kPool, Split::kTest}) {
    const auto part = load_dataset(path, {.split = split});
    ASSERT_FALSE(part.ok());
    EXPECT_EQ(part.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(part.error().what(), HasSubstr("a file is one split"));
  }
}

TEST(LoadDataset, SplitsAMatFileAsTheNamedSet) {
  SKIP_WITHOUT_DATA("characters");
  for (const auto& path : mat_files(*find_set_folder(*find_named_set("characters")))) {
    const auto test = load_dataset(path.string(), {.split = Split::kTest});
    if (test.ok()) {
      EXPECT_THAT(class_sizes(*test), Each(20));
    } else {
      EXPECT_EQ(test.error().code(), ErrorCode::kUsage);
      EXPECT_THAT(test.error().what(), HasSubstr("labelled items"));
    }
    EXPECT_EQ(load_dataset(path.string()).value().size(),
              load_dataset(path.string(), {.split = Split::kAll}).value().size());
  }
}

TEST(LoadDataset, PutsUnlabelledMatFilesBehindLabelledOnes) {
  SKIP_WITHOUT_DATA("characters");
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "character-trajectories");
  for (const auto& path : mat_files(*find_set_folder(*find_named_set("characters")))) {
    const bool labelled = load_dataset(path.string()).value().labels.front() != Dataset::kUnlabelled;
    std::filesystem::create_symlink(
        path, folder / (labelled ? "character-trajectories/z.mat" : "character-trajectories/a.mat"));
  }
  const ScopedVariable data("RESKETCH_DATA", folder.path().string());
  EXPECT_NE(load("characters", Split::kAll).labels.front(), Dataset::kUnlabelled);
}

Dataset counted(const std::vector<int>& labels, int classes) {
  Dataset data;
  data.name = "counted";
  data.dims = 1;
  for (int c = 0; c < classes; ++c) data.label_names.push_back(std::string(1, static_cast<char>('a' + c)));
  for (std::size_t n = 0; n < labels.size(); ++n) data.append(std::vector{static_cast<float>(n)}, labels[n]);
  return data;
}

TEST(SplitByLastItems, LeavesHalfOfASmallClassInThePool) {
  std::vector<int> labels(25, 0);
  labels.insert(labels.end(), {1, 1, 1, -1, 2});
  const Dataset data = counted(labels, 3);
  const Dataset pool = split_by_last_items(data, Split::kPool).value();
  const Dataset test = split_by_last_items(data, Split::kTest).value();
  EXPECT_THAT(class_sizes(pool), ElementsAre(5, 2, 1));
  EXPECT_THAT(class_sizes(test), ElementsAre(20, 1, 0));
  EXPECT_EQ(test.values.front(), 5.0F);
  EXPECT_EQ(test.values.back(), 27.0F);
  EXPECT_EQ(split_by_last_items(data, Split::kAll).value().size(), 30);
}

TEST(SplitByLastItems, RefusesUnlabelledData) {
  const auto pool = split_by_last_items(counted({-1, -1}, 0), Split::kPool);
  ASSERT_FALSE(pool.ok());
  EXPECT_EQ(pool.error().code(), ErrorCode::kUsage);
}

TEST(JoinDataset, BringsLabelsOfBothUnderTheirNames) {
  Dataset all = counted({0, 1}, 2);
  Dataset more = counted({0, 1, -1}, 2);
  more.label_names = {"b", "c"};
  ASSERT_TRUE(join_dataset(all, more).ok());
  EXPECT_THAT(all.label_names, ElementsAre("a", "b", "c"));
  EXPECT_THAT(all.labels, ElementsAre(0, 1, 1, 2, -1));
  more.dims = 2;
  EXPECT_EQ(join_dataset(all, more).error().code(), ErrorCode::kShapeMismatch);
}

}  // namespace
}  // namespace resketch
