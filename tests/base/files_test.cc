#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "base/temporary_folder.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

constexpr std::uint64_t kCap = 1 << 20;

std::string text_of(const fs::path& path) {
  const Bytes bytes = read_file(path, kCap).value();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(ReadFile, GivesEveryByte) {
  const TemporaryFolder folder;
  std::string text(300'000, 'x');
  text[7] = '\0';
  std::ofstream(folder / "a", std::ios::binary) << text;
  EXPECT_EQ(text_of(folder / "a"), text);
}

TEST(ReadFile, ReadsAnEmptyFileAsNoBytes) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a").flush();
  EXPECT_EQ(text_of(folder / "a"), "");
}

TEST(ReadFile, ReadsAFileWhoseSizeTheSystemDoesNotTell) {
  EXPECT_THAT(text_of("/proc/self/stat"), HasSubstr("("));
}

TEST(ReadFile, ReadsAPipe) {
  const TemporaryFolder folder;
  const fs::path path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const std::string text(200'000, 'y');
  std::thread writer([&] { std::ofstream(path) << text; });
  EXPECT_EQ(text_of(path), text);
  writer.join();
}

TEST(ReadFile, SaysThatAFileIsMissing) {
  const auto result = read_file("/no/such/file", kCap);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kNotFound);
  EXPECT_STREQ(result.error().what(), "/no/such/file: cannot read: No such file or directory");
}

TEST(ReadFile, RefusesAFolder) {
  const TemporaryFolder folder;
  const auto result = read_file(folder.path(), kCap);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(result.error().what(), HasSubstr("is a folder"));
}

TEST(ReadFile, RefusesADeviceThatNeverEnds) {
  const auto result = read_file("/dev/zero", kCap);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(result.error().what(), HasSubstr("is a device"));
}

TEST(ReadFile, RefusesAFileAboveTheCapWithoutReadingIt) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a").flush();
  fs::resize_file(folder / "a", std::uintmax_t{1} << 40);
  const auto result = read_file(folder / "a", kCap);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(result.error().what(), HasSubstr("has 1099511627776 bytes; at most 1048576 are read"));
}

TEST(ReadFile, ReadsAFileOfExactlyTheCap) {
  const TemporaryFolder folder;
  std::ofstream(folder / "a") << "abcd";
  EXPECT_TRUE(read_file(folder / "a", 4));
  EXPECT_FALSE(read_file(folder / "a", 3));
}

TEST(ReadFile, StopsReadingAPipeAtTheCap) {
  const TemporaryFolder folder;
  const fs::path path = folder / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::thread writer([&] { std::ofstream(path) << std::string(2'000'000, 'y'); });
  const auto result = read_file(path, 1000);
  writer.join();
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().what(), HasSubstr("has more than 1000 bytes"));
}

TEST(ReadFile, SaysWhyAFileMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  const TemporaryFolder folder;
  std::ofstream(folder / "a") << "secret";
  ASSERT_EQ(::chmod((folder / "a").c_str(), 0), 0);
  const auto result = read_file(folder / "a", kCap);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kIo);
  EXPECT_THAT(result.error().what(), HasSubstr("cannot read: Permission denied"));
}

TEST(WriteFileAtomically, WritesAndReplacesAndLeavesNothingBeside) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "a", "first").value();
  EXPECT_EQ(text_of(folder / "a"), "first");
  write_file_atomically(folder / "a", "2").value();
  EXPECT_EQ(text_of(folder / "a"), "2");
  write_file_atomically(folder / "a", "").value();
  EXPECT_EQ(text_of(folder / "a"), "");
  EXPECT_EQ(folder.count(), 1U);
}

TEST(WriteFileAtomically, TakesAPathWithoutAFolder) {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  const auto result = write_file_atomically("a", "here");
  fs::current_path(before);
  ASSERT_TRUE(result) << result.error().what();
  EXPECT_EQ(text_of(folder / "a"), "here");
}

TEST(WriteFileAtomically, TakesANameOfFullLength) {
  const TemporaryFolder folder;
  write_file_atomically(folder / std::string(255, 'n'), "long").value();
  EXPECT_EQ(text_of(folder / std::string(255, 'n')), "long");
}

TEST(WriteFileAtomically, HonoursTheUmaskAndKeepsTheModeOfWhatItReplaces) {
  const TemporaryFolder folder;
  const auto mode = [&] {
    struct stat status {};
    EXPECT_EQ(::stat((folder / "a").c_str(), &status), 0);
    return status.st_mode & 0777;
  };
  const mode_t before = ::umask(027);
  write_file_atomically(folder / "a", "x").value();
  EXPECT_EQ(mode(), 0640U);
  ASSERT_EQ(::chmod((folder / "a").c_str(), 0600), 0);
  write_file_atomically(folder / "a", "y").value();
  EXPECT_EQ(mode(), 0600U);
  ::umask(before);
}

TEST(WriteFileAtomically, WritesThroughALink) {
  const TemporaryFolder folder;
  std::ofstream(folder / "real") << "old";
  fs::create_symlink("real", folder / "link");
  write_file_atomically(folder / "link", "new").value();
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(text_of(folder / "real"), "new");
}

TEST(WriteFileAtomically, SaysThatTheFolderIsMissing) {
  const TemporaryFolder folder;
  const auto result = write_file_atomically(folder / "none" / "a", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(result.error().what(), HasSubstr("none/a: cannot write: No such file or directory"));
  EXPECT_EQ(folder.count(), 0U);
}

TEST(WriteFileAtomically, RefusesAFolder) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "a");
  const auto result = write_file_atomically(folder / "a", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kIo);
  EXPECT_THAT(result.error().what(), HasSubstr("is a folder"));
  EXPECT_EQ(folder.count(), 1U);
}

TEST(WriteFileAtomically, NeverReplacesADevice) {
  const auto result = write_file_atomically("/dev/full", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kIo);
  EXPECT_THAT(result.error().what(), HasSubstr("/dev/full: cannot write: is a device or pipe"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

/// While it lives, files cannot grow above `bytes`: a write fails as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(WriteFileAtomically, LeavesTheOldFileAndNothingElseWhenTheDiskIsFull) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "a", "old").value();
  const std::string big(100'000, 'x');
  {
    const FileSizeLimit limit(4096);
    const auto result = write_file_atomically(folder / "a", big);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::kIo);
    EXPECT_THAT(result.error().what(), HasSubstr("a: cannot write: File too large"));
    EXPECT_FALSE(write_file_atomically(folder / "b", big));
  }
  EXPECT_EQ(text_of(folder / "a"), "old");
  EXPECT_EQ(folder.count(), 1U);
}

TEST(WriteFileAtomically, SaysWhyAFolderMayNotBeWritten) {
  if (::geteuid() == 0) GTEST_SKIP() << "root writes everywhere";
  const TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0500), 0);
  const auto result = write_file_atomically(folder / "a", "x");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kIo);
  EXPECT_THAT(result.error().what(), HasSubstr("Permission denied"));
}

TEST(WriteFileAtomically, ManyWritersOfOnePathLeaveOneWholeFile) {
  const TemporaryFolder folder;
  const auto write = [&](char letter) {
    for (int i = 0; i < 20; ++i) write_file_atomically(folder / "a", std::string(5000, letter)).value();
  };
  std::thread one(write, '1');
  std::thread two(write, '2');
  one.join();
  two.join();
  const std::string text = text_of(folder / "a");
  EXPECT_EQ(text, std::string(5000, text[0]));
  EXPECT_EQ(folder.count(), 1U);
}

TEST(CheckWritable, LeavesNothingBehind) {
  const TemporaryFolder folder;
  EXPECT_TRUE(check_writable(folder / "a"));
  EXPECT_EQ(folder.count(), 0U);
}

TEST(CheckWritable, RefusesWhatAWriteWouldRefuse) {
  const TemporaryFolder folder;
  EXPECT_EQ(check_writable(folder / "none" / "a").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(check_writable(folder.path()).error().code(), ErrorCode::kIo);
  EXPECT_EQ(check_writable("").error().code(), ErrorCode::kIo);
  EXPECT_EQ(check_writable("/dev/full").error().code(), ErrorCode::kIo);
}

}  // namespace
}  // namespace resketch
