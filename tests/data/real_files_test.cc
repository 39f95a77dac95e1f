// The publishers' own files, where RESKETCH_DATA says where they are.
#include <algorithm>
#include <cstdlib>

#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

class RealFiles : public ::testing::Test {
 protected:
  /// Skips the test if the file is not there.
  Dataset read(const std::string& file) {
    const char* root = std::getenv("RESKETCH_DATA");
    const auto path = std::filesystem::path(root != nullptr ? root : "") / file;
    if (root == nullptr || !std::filesystem::exists(path)) {
      [&] { GTEST_SKIP() << "needs " << file << " under RESKETCH_DATA"; }();
      return {};
    }
    auto dataset = read_file_of_any_format(path);
    if (!dataset.ok()) ADD_FAILURE() << dataset.error().what();
    return dataset.ok() ? std::move(*dataset) : Dataset{};
  }
};

TEST_F(RealFiles, LabelledCharactersHaveTwentyClassesOfPenVelocity) {
  const Dataset characters = read("character-trajectories/mixout_labelled_1029.mat");
  if (IsSkipped() || HasFailure()) return;
  EXPECT_EQ(characters.size(), 1029);
  EXPECT_EQ(characters.dims, 3);
  EXPECT_EQ(characters.kind, DataKind::kPenVelocity);
  std::string names;
  for (const std::string& name : characters.label_names) names += name;
  EXPECT_EQ(names, "abcdeghlmnopqrsuvwyz");
  int shortest = characters.steps(0);
  int longest = 0;
  for (int item = 0; item < characters.size(); ++item) {
    shortest = std::min(shortest, characters.steps(item));
    longest = std::max(longest, characters.steps(item));
  }
  EXPECT_EQ(shortest, 109);
  EXPECT_EQ(longest, 205);
}

TEST_F(RealFiles, UnlabelledCharactersHaveNoLabels) {
  const Dataset characters = read("character-trajectories/mixout_unlabelled_1429.mat");
  if (IsSkipped() || HasFailure()) return;
  EXPECT_EQ(characters.size(), 1429);
  EXPECT_THAT(characters.labels, ::testing::Each(Dataset::kUnlabelled));
}

TEST_F(RealFiles, MnistTestImagesBeginWithASeven) {
  const Dataset mnist = read("mnist/t10k-images-idx3-ubyte.gz");
  if (IsSkipped() || HasFailure()) return;
  EXPECT_EQ(mnist.size(), 10000);
  EXPECT_EQ(mnist.dims, 28);
  EXPECT_EQ(mnist.steps(0), 28);
  EXPECT_EQ(mnist.kind, DataKind::kImage);
  EXPECT_THAT(mnist.label_names, ::testing::ElementsAre("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  EXPECT_EQ(label_of(mnist, 0), "7");
  EXPECT_EQ(label_of(mnist, 1), "2");
  const auto [darkest, lightest] = std::ranges::minmax(mnist.values);
  EXPECT_EQ(darkest, 0);
  EXPECT_EQ(lightest, 1);
}

TEST_F(RealFiles, MnistTrainingImagesAreComplete) {
  const Dataset mnist = read("mnist/train-images-idx3-ubyte.gz");
  if (IsSkipped() || HasFailure()) return;
  EXPECT_EQ(mnist.size(), 60000);
  EXPECT_EQ(label_of(mnist, 0), "5");
}

TEST_F(RealFiles, FashionMnistHasTenClasses) {
  const Dataset fashion = read("fashion-mnist/t10k-images-idx3-ubyte.gz");
  if (IsSkipped() || HasFailure()) return;
  EXPECT_EQ(fashion.size(), 4443);
  EXPECT_EQ(fashion.label_names.size(), 10U);
}

TEST_F(RealFiles, OmniglotArchivesAreNoArrays) {
  const char* root = std::getenv("RESKETCH_DATA");
  const auto path =
      std::filesystem::path(root != nullptr ? root : "") / "omniglot/strokes_background_small1.zip";
  if (root == nullptr || !std::filesystem::exists(path)) GTEST_SKIP() << "needs Omniglot under RESKETCH_DATA";
  expect_error(read_file_of_any_format(path), ErrorCode::kBadInput, "the archive has no array X; it holds");
}

}  // namespace
}  // namespace resketch::testing
