#include "data/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/sha256.h"
#include "base/temporary_folder.h"
#include "data/http_server.h"

namespace resketch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HttpServer;
using testing::Page;
using testing::TemporaryFolder;

std::string sample_body(std::size_t size = 100'000) {
  std::string body(size, '\0');
  for (std::size_t i = 0; i < size; ++i) body[i] = static_cast<char>(i * 131 + i / 251);
  return body;
}

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string sha256_of(const std::string& text) {
  return sha256_hex(std::as_bytes(std::span(text)));
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

class Download : public ::testing::Test {
 protected:
  Result<Bytes> get(const HttpServer& server, const ExpectedFile& expected = {},
                    DownloadOptions options = {}) {
    options.stall_seconds = 1;
    return download(server.address() + "file", part_, expected, options);
  }

  TemporaryFolder folder_;
  std::filesystem::path part_ = folder_ / "file.part";
  std::string body_ = sample_body();
  std::string sha256_ = sha256_of(body_);
};

TEST_F(Download, GetsAFileAndChecksIt) {
  HttpServer server({{"file", {.body = body_}}});
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
}

TEST_F(Download, GoesOnAfterABrokenConnectionOfTheSameCall) {
  HttpServer server({{"file", {.body = body_, .drops = 2}}});
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
  EXPECT_THAT(server.requests(), ElementsAre("GET /file", "GET /file 50000-", "GET /file 75000-"));
}

TEST_F(Download, KeepsABrokenDownloadForTheNextCall) {
  HttpServer server({{"file", {.body = body_, .drops = 1}}});
  const auto broken = get(server, {body_.size(), sha256_}, {.attempts = 1});
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().code(), ErrorCode::kFailed);
  EXPECT_THAT(broken.error().what(), HasSubstr("broke off after 50000 of 100000 bytes"));
  EXPECT_EQ(std::filesystem::file_size(part_), 50'000U);
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
  EXPECT_THAT(server.requests(), ElementsAre("GET /file", "GET /file 50000-"));
}

TEST_F(Download, ResumesAFileOfUnknownSize) {
  HttpServer server({{"file", {.body = body_, .drops = 1}}});
  const auto bytes = get(server);
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
}

TEST_F(Download, BeginsAnewWhereTheServerIgnoresRanges) {
  write(part_, "something else entirely");
  HttpServer server({{"file", {.body = body_, .ranges = false}}});
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
  EXPECT_THAT(server.requests(), ElementsAre("GET /file 23-"));
}

TEST_F(Download, BeginsAnewWhereThePartIsAsLongAsTheFile) {
  write(part_, body_);
  HttpServer server({{"file", {.body = body_}}});
  const auto bytes = get(server);  // size unknown: the range request is refused
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
  EXPECT_THAT(server.requests(), ElementsAre("GET /file 100000-", "GET /file"));
}

TEST_F(Download, AsksForNothingWhereAllIsThere) {
  write(part_, body_);
  HttpServer server({{"file", {.body = body_}}});
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(Download, RefusesAnAnswerFromAnotherPlaceOfTheFile) {
  write(part_, body_.substr(0, 1000));
  HttpServer server({{"file", {.body = body_, .wrong_range = 7}}});
  const auto bytes = get(server);
  ASSERT_FALSE(bytes.ok());
  EXPECT_THAT(bytes.error().what(), HasSubstr("asked for the bytes from 1000 on"));
  EXPECT_FALSE(std::filesystem::exists(part_));
}

TEST_F(Download, RefusesWrongBytesAndKeepsNothing) {
  std::string wrong = body_;
  wrong[500] ^= 1;
  HttpServer server({{"file", {.body = wrong}}});
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kFailed);
  EXPECT_THAT(bytes.error().what(), HasSubstr("has SHA-256 " + sha256_of(wrong) + ", expected " + sha256_));
  EXPECT_EQ(folder_.count(), 0U);
}

TEST_F(Download, RefusesAFileThatIsTooShortOrTooLong) {
  HttpServer server({{"file", {.body = body_}}});
  const auto more = get(server, {body_.size() + 1, {}}, {.attempts = 1});
  ASSERT_FALSE(more.ok());
  EXPECT_THAT(more.error().what(), HasSubstr("100000 bytes came, 100001 were expected"));
  EXPECT_EQ(folder_.count(), 0U);
  const auto fewer = get(server, {body_.size() - 1, {}});
  ASSERT_FALSE(fewer.ok());
  EXPECT_THAT(fewer.error().what(), HasSubstr("more than the 99999 bytes expected"));
  EXPECT_EQ(folder_.count(), 0U);
}

TEST_F(Download, FollowsRedirects) {
  HttpServer server({{"file", {.redirect = "moved/file"}}, {"moved/file", {.body = body_}}});
  const auto bytes = get(server, {body_.size(), sha256_});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
  EXPECT_EQ(text_of(*bytes), body_);
}

TEST_F(Download, GivesUpOnRedirectsInACircle) {
  HttpServer server({{"file", {.redirect = "file"}}});
  const auto bytes = get(server);
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kFailed);
}

TEST_F(Download, TellsOfAMissingFileAtOnce) {
  HttpServer server({});
  const auto bytes = get(server);
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kFailed);
  EXPECT_THAT(bytes.error().what(), HasSubstr("/file: the server answered with status 404"));
  EXPECT_EQ(server.requests().size(), 1U);
  EXPECT_EQ(folder_.count(), 0U);
}

TEST_F(Download, TriesAgainWhereTheServerIsInTrouble) {
  HttpServer server({{"file", {.status = 503}}});
  const auto bytes = get(server, {}, {.attempts = 2});
  ASSERT_FALSE(bytes.ok());
  EXPECT_THAT(bytes.error().what(), HasSubstr("status 503"));
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(Download, GivesUpOnAConnectionThatStalls) {
  HttpServer server({{"file", {.body = body_, .stalls = true}}});
  const auto bytes = get(server, {}, {.attempts = 1});
  ASSERT_FALSE(bytes.ok());
  EXPECT_THAT(bytes.error().what(), HasSubstr("broke off after 50000 of 100000 bytes"));
}

TEST_F(Download, TellsOfAServerThatIsNotThere) {
  std::string address;
  { address = HttpServer({}).address(); }
  const auto bytes = download(address + "file", part_, {}, {.attempts = 1});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kFailed);
  EXPECT_THAT(bytes.error().what(), HasSubstr(address));
}

TEST_F(Download, TakesNoOtherProtocol) {
  const auto bytes = download("file:///etc/hostname", part_, {});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kFailed);
  EXPECT_EQ(folder_.count(), 0U);
}

TEST_F(Download, StopsOnRequestAndGoesOnLater) {
  body_ = sample_body(4'000'000);
  HttpServer server({{"file", {.body = body_}}});
  DownloadOptions stopping;
  stopping.progress = [](const Progress& progress) { return progress.done == 0; };
  const auto stopped = get(server, {body_.size(), {}}, stopping);
  ASSERT_FALSE(stopped.ok());
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
  const auto bytes = get(server, {body_.size(), sha256_of(body_)});
  ASSERT_TRUE(bytes.ok()) << bytes.error().what();
}

TEST_F(Download, TellsHowFarItIs) {
  HttpServer server({{"file", {.body = body_}}});
  Progress last;
  DownloadOptions options;
  options.progress = [&](const Progress& progress) {
    last = progress;
    return true;
  };
  ASSERT_TRUE(get(server, {}, options).ok());
  EXPECT_EQ(last.stage, "downloading");
  EXPECT_EQ(last.unit, "bytes");
  EXPECT_EQ(last.done, 100'000);
  EXPECT_EQ(last.total, 100'000);
}

TEST_F(Download, TellsOfAFolderThatCannotBeWritten) {
  HttpServer server({{"file", {.body = body_}}});
  const auto bytes = download(server.address() + "file", folder_ / "none/file.part", {});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().code(), ErrorCode::kIo);
  EXPECT_THAT(bytes.error().what(), HasSubstr("cannot write"));
}

}  // namespace
}  // namespace resketch
