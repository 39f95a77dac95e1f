#include "base/sha256.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace resketch {
namespace {

std::string hash(std::string_view text) {
  return sha256_hex(std::as_bytes(std::span(text)));
}

// Source: FIPS 180-4 examples.
TEST(Sha256, KnowsTheStandardsExamples) {
  EXPECT_EQ(hash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hash(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowTheBytesArrive) {
  const std::string text(1000, 'q');
  Sha256 pieces;
  for (std::size_t i = 0; i < text.size(); i += 7) {
    pieces.update(std::as_bytes(std::span(text)).subspan(i, std::min<std::size_t>(7, text.size() - i)));
  }
  EXPECT_EQ(pieces.hex(), hash(text));
}

}  // namespace
}  // namespace resketch
