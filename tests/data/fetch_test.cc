#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/temporary_folder.h"
#include "data/environment.h"
#include "data/format_writers.h"
#include "data/http_server.h"
#include "resketch/dataset.h"

namespace resketch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HttpServer;
using testing::TemporaryFolder;
using testing::zip;

class Fetch : public ::testing::Test {
 protected:
  TemporaryFolder folder_;
  ScopedVariable data_{"RESKETCH_DATA", (folder_ / "data").string()};
  ScopedVariable user_{"XDG_DATA_HOME", (folder_ / "user").string()};
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(Fetch, UnpacksTheCharactersFromUcisArchive) {
  HttpServer server({{"character+trajectories.zip",
                      {.body = zip({{.name = "readme", .bytes = "hello"},
                                    {.name = "some/folder/mixoutALL_shifted.mat", .bytes = "a matrix"}})}}});
  const auto fetched = fetch_dataset("characters", {.base_url = server.address()});
  ASSERT_TRUE(fetched.ok()) << fetched.error().what();
  EXPECT_EQ(text_of(folder_ / "data/character-trajectories/mixoutALL_shifted.mat"), "a matrix");
  EXPECT_FALSE(
      std::filesystem::exists(folder_ / "data/character-trajectories/character+trajectories.zip.part"));
  ASSERT_TRUE(fetch_dataset("characters", {.base_url = server.address()}).ok());
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(Fetch, KeepsNothingOfAnArchiveThatIsNotWhatItShouldBe) {
  const std::string url = "character+trajectories.zip";
  std::string damaged = zip({{.name = "mixoutALL_shifted.mat", .bytes = "a matrix", .deflate = false}});
  damaged[damaged.find("a matrix")] = 'A';
  for (const std::string& body :
       {std::string("<html>not here</html>"), damaged, zip({{.name = "other", .bytes = "x"}})}) {
    HttpServer server(std::map<std::string, testing::Page>{{url, {.body = body}}});
    const auto fetched = fetch_dataset("characters", {.base_url = server.address()});
    ASSERT_FALSE(fetched.ok());
    EXPECT_EQ(fetched.error().code(), ErrorCode::kFailed);
    EXPECT_THAT(fetched.error().what(), HasSubstr("cannot be unpacked"));
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "data/character-trajectories"));
  }
}

TEST_F(Fetch, RefusesFilesThatAreNotThePublishers) {
  HttpServer server({{"train-images-idx3-ubyte.gz", {.body = "something else"}}});
  for (const std::string name : {"mnist", "fashion-mnist"}) {
    const auto fetched = fetch_dataset(name, {.base_url = server.address()});
    ASSERT_FALSE(fetched.ok());
    EXPECT_EQ(fetched.error().code(), ErrorCode::kFailed);
    EXPECT_THAT(fetched.error().what(), HasSubstr("14 bytes came"));
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / ("data/" + name)));
  }
}

TEST_F(Fetch, RefusesFilesOfTheRightSizeAndWrongContent) {
  HttpServer server({{"train-images-idx3-ubyte.gz", {.body = std::string(9'912'422, 'x')}}});
  const auto fetched = fetch_dataset("mnist", {.base_url = server.address()});
  ASSERT_FALSE(fetched.ok());
  EXPECT_THAT(fetched.error().what(), HasSubstr("SHA-256"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "data/mnist"));
}

TEST_F(Fetch, LeavesFilesThatAreThereAndFetchesTheMissing) {
  std::filesystem::create_directories(folder_ / "data/mnist");
  for (const char* name :
       {"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte.gz"}) {
    std::ofstream(folder_ / (std::string("data/mnist/") + name)) << "mine";
  }
  HttpServer server({});
  const auto fetched = fetch_dataset("mnist", {.base_url = server.address()});
  ASSERT_FALSE(fetched.ok());
  EXPECT_THAT(server.requests(), ElementsAre("GET /t10k-labels-idx1-ubyte.gz"));
  EXPECT_EQ(text_of(folder_ / "data/mnist/train-images-idx3-ubyte.gz"), "mine");
}

TEST_F(Fetch, TellsProgressOfTheWholeSet) {
  HttpServer server({{"train-images-idx3-ubyte.gz", {.body = std::string(9'912'422, 'x')}}});
  double total = 0;
  double most = 0;
  (void)fetch_dataset("mnist", {.base_url = server.address(), .progress = [&](const Progress& progress) {
                                  total = progress.total;
                                  most = std::max(most, progress.done);
                                  return true;
                                }});
  EXPECT_EQ(total, 9'912'422 + 28'881 + 1'648'877 + 4'542);
  EXPECT_EQ(most, 9'912'422);
}

TEST_F(Fetch, StopsOnRequest) {
  HttpServer server({{"train-images-idx3-ubyte.gz", {.body = std::string(9'912'422, 'x')}}});
  const auto fetched = fetch_dataset(
      "mnist", {.base_url = server.address(), .progress = [](const Progress&) { return false; }});
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code(), ErrorCode::kCancelled);
}

TEST_F(Fetch, RefusesSetsThatNeedNoDownloadOrDoNotExist) {
  for (const char* name : {"pen", "digits-sample"}) {
    const auto fetched = fetch_dataset(name);
    ASSERT_FALSE(fetched.ok());
    EXPECT_EQ(fetched.error().code(), ErrorCode::kUsage);
    EXPECT_THAT(fetched.error().what(), HasSubstr("needs no download"));
  }
  const auto fetched = fetch_dataset("cats");
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(fetched.error().what(), HasSubstr("characters, mnist, fashion-mnist, pen, digits-sample"));
}

TEST_F(Fetch, TellsOfAFolderThatCannotBeMade) {
  std::ofstream(folder_ / "data") << "a file where a folder should be";
  const auto fetched = fetch_dataset("mnist", {.base_url = "http://127.0.0.1:9/"});
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code(), ErrorCode::kIo);
}

}  // namespace
}  // namespace resketch
