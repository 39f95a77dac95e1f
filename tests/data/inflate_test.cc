#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/format_writers.h"
#include "data/gzip.h"

namespace resketch::testing {
namespace {

TEST(Inflate, TakesWhatIsExactlyAtTheLimitAndRefusesOneByteMore) {
  const std::string text(1000, 'x');
  const std::string compressed = deflated(text, MAX_WBITS);
  const auto exact = inflate_all(as_byte_span(compressed), Framing::kZlib, 1000);
  ASSERT_TRUE(exact.ok()) << exact.error().what();
  EXPECT_EQ(as_text(*exact), text);
  const auto beyond = inflate_all(as_byte_span(compressed), Framing::kZlib, 999);
  ASSERT_FALSE(beyond.ok());
  EXPECT_THAT(beyond.error().what(), ::testing::HasSubstr("inflates to more than 999 bytes"));
}

TEST(Inflate, InflatesNothingToNothing) {
  const std::string compressed = deflated("", -MAX_WBITS);
  const auto empty = inflate_all(as_byte_span(compressed), Framing::kRaw, 0);
  ASSERT_TRUE(empty.ok()) << empty.error().what();
  EXPECT_TRUE(empty->empty());
  EXPECT_FALSE(inflate_all({}, Framing::kRaw, 100).ok());
}

TEST(Inflate, RefusesBytesBehindARawStream) {
  const std::string compressed = deflated("abc", -MAX_WBITS) + "z";
  const auto result = inflate_all(as_byte_span(compressed), Framing::kRaw, 100);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().what(), ::testing::HasSubstr("1 bytes follow the end"));
}

TEST(Inflate, GrowsFarBeyondItsFirstGuess) {
  const std::string text(1 << 20, 'x');
  const std::string compressed = deflated(text, MAX_WBITS + 16);
  const auto result = inflate_all(as_byte_span(compressed), Framing::kGzip, max_inflated(compressed.size()));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->size(), text.size());
}

TEST(Inflate, BoundsSmallFilesByAFloorAndLargeOnesByTheMostThatIsRead) {
  EXPECT_EQ(max_inflated(1), std::uint64_t{64} << 20);
  EXPECT_EQ(max_inflated(1 << 20), std::uint64_t{256} << 20);
  EXPECT_EQ(max_inflated(std::uint64_t{1} << 40), kMaxFileBytes);
}

}  // namespace
}  // namespace resketch::testing
