// Files that no honest writer makes: each is refused with its reason, none reads or allocates beyond itself.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "model_file/safetensors.h"

namespace resketch {
namespace {

using ::testing::HasSubstr;

std::string with_length(std::uint64_t length, const std::string& rest) {
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + rest;
}

/// A file of this header and `data_bytes` zeros.
std::string file_of(const std::string& header, std::size_t data_bytes = 0) {
  return with_length(header.size(), header + std::string(data_bytes, '\0'));
}

/// A file of one F32 tensor 'x' with these fields.
std::string tensor(const std::string& shape, const std::string& offsets, std::size_t data_bytes,
                   const std::string& dtype = "F32") {
  return file_of(
      fmt::format(R"({{"x":{{"dtype":"{}","shape":{},"data_offsets":{}}}}})", dtype, shape, offsets),
      data_bytes);
}

/// Two U8 tensors, called 'a' and 'b' if not told otherwise, with these offsets.
std::string two(const std::string& a, const std::string& b, int size_a, int size_b, std::size_t data_bytes,
                const std::string& name_b = "b") {
  constexpr const char* kHeader = R"({{"a":{{"dtype":"U8","shape":[{}],"data_offsets":{}}},)"
                                  R"("{}":{{"dtype":"U8","shape":[{}],"data_offsets":{}}}}})";
  return file_of(fmt::format(kHeader, size_a, a, name_b, size_b, b), data_bytes);
}

struct HostileFile {
  const char* name;
  std::string bytes;
  const char* message;
  ErrorCode code = ErrorCode::kBadInput;
};

void PrintTo(const HostileFile& file, std::ostream* out) {
  *out << file.name;
}

class HostileSafetensors : public ::testing::TestWithParam<HostileFile> {};

TEST_P(HostileSafetensors, IsRefusedWithItsReason) {
  const auto result = read_safetensors(std::as_bytes(std::span(GetParam().bytes)));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().what(), HasSubstr(GetParam().message));
  EXPECT_EQ(result.error().code(), GetParam().code);
}

std::string deep(int levels) {
  std::string text = "{\"x\":";
  for (int i = 0; i < levels; ++i) text += "[";
  return file_of(text);
}

const HostileFile kHostile[] = {
    {"Empty", "", "byte 0: the file has 0 bytes, expected 8 of header length"},
    {"SevenBytes", "1234567", "byte 0: the file has 7 bytes"},
    {"LengthOfNothing", with_length(0, ""), "byte 8: header does not start with '{'"},
    {"LengthBeyondTheFile", with_length(100, "{}"),
     "byte 0: header length 100 is more than the 2 bytes that follow"},
    {"LengthAboveTheCap", with_length(100'000'001, "{}"),
     "byte 0: header length 100000001 is above 100000000"},
    {"LengthOfAllOnes", with_length(~0ULL, "{}"), "header length 18446744073709551615 is above"},
    {"LengthThatWrapsAround", with_length(~0ULL - 7, "{}"), "is above 100000000"},
    {"HeaderIsText", file_of("hello world"), "header does not start with '{'"},
    {"HeaderIsAnArray", file_of("[1,2]"), "header does not start with '{'"},
    {"HeaderStartsWithSpace", file_of(" {}"), "header does not start with '{'"},
    {"HeaderBreaksOff", file_of("{\"x\":{\"dtype\":\"F3"), "byte 26: header is not JSON"},
    {"HeaderGoesOn", file_of("{} {}"), "header is not JSON"},
    {"HeaderOfBinary", file_of(std::string("{\"\x01\xff", 4)), "header is not JSON"},
    {"HeaderWithANul", file_of(std::string("{}\0", 3)), "byte 10: header holds a zero byte"},
    {"HeaderNotUtf8", file_of("{\"\xc3\x28\":1}"), "header is not JSON"},
    {"HugeNumber", tensor("[1e999]", "[0,0]", 0), "header is not JSON"},
    {"DeepNesting", deep(1'000'000), "'x' is an array, expected an object"},
    {"TensorIsANumber", file_of("{\"x\":1}"), "header: 'x' is 1, expected an object"},
    {"TensorIsNull", file_of("{\"x\":null}"), "'x' is null, expected an object"},
    {"MetadataIsText", file_of("{\"__metadata__\":\"x\"}"), "'__metadata__' is text, expected an object"},
    {"MetadataHoldsANumber", file_of("{\"__metadata__\":{\"k\":1}}"), "metadata 'k' is 1, expected text"},
    {"MetadataHoldsAnObject", file_of("{\"__metadata__\":{\"k\":{}}}"),
     "metadata 'k' is an object, expected text"},
    {"MetadataTwice", file_of("{\"__metadata__\":{},\"__metadata__\":{}}"),
     "key '__metadata__' appears twice"},
    {"MetadataKeyTwice", file_of("{\"__metadata__\":{\"k\":\"\",\"k\":\"\"}}"),
     "metadata key 'k' appears twice"},
    {"TensorTwice", two("[0,1]", "[1,2]", 1, 1, 2, "a"), "tensor 'a' appears twice"},
    {"FieldTwice", file_of("{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}"),
     "tensor 'x': 'dtype' appears twice"},
    {"FieldUnknown", file_of("{\"x\":{\"stride\":[1]}}"), "tensor 'x': has an unknown key 'stride'"},
    {"NoType", file_of("{\"x\":{\"shape\":[],\"data_offsets\":[0,4]}}", 4), "tensor 'x': has no 'dtype'"},
    {"NoShape", file_of("{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4),
     "tensor 'x': has no 'shape'"},
    {"NoOffsets", file_of("{\"x\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4),
     "tensor 'x': has no 'data_offsets'"},
    {"TypeIsANumber", file_of("{\"x\":{\"dtype\":32}}"), "tensor 'x': 'dtype' is 32, expected text"},
    {"TypeUnknown", tensor("[2]", "[0,4]", 4, "F16"), "has type 'F16'; read are F32, F64, U8, I32, I64, U64",
     ErrorCode::kUnsupported},
    {"ShapeIsANumber", tensor("1", "[0,4]", 4), "tensor 'x': 'shape' is 1, expected an array"},
    {"ShapeNegative", tensor("[-1]", "[0,4]", 4),
     "tensor 'x': 'shape' holds -1, expected whole numbers from 0"},
    {"ShapeFraction", tensor("[1.5]", "[0,4]", 4), "'shape' holds '1.5', expected whole numbers"},
    {"ShapeText", tensor("[\"1\"]", "[0,4]", 4), "'shape' holds text, expected whole numbers"},
    {"ShapeNested", tensor("[[1]]", "[0,4]", 4), "'shape' holds an array, expected whole numbers"},
    {"ShapeAbove64Bits", tensor("[18446744073709551616]", "[0,4]", 4), "expected whole numbers"},
    {"ShapeOfRank9", tensor("[1,1,1,1,1,1,1,1,1]", "[0,4]", 4), "'shape' has more than 8 entries"},
    {"ProductOverflows", tensor("[4294967296,4294967296]", "[0,0]", 0),
     "shape [4294967296, 4294967296] overflows 64 bits"},
    {"ProductOverflowsToTheRightSize", tensor("[9223372036854775809,2]", "[0,8]", 8), "overflows 64 bits"},
    {"BytesOverflow", tensor("[4611686018427387905]", "[0,4]", 4), "overflows 64 bits"},
    {"HugeShape", tensor("[1000000000000]", "[0,4]", 4), "has 4 bytes, expected 4000000000000 for F32"},
    {"SizeBelowShape", tensor("[2]", "[0,4]", 4), "tensor 'x': has 4 bytes, expected 8 for F32 of shape [2]"},
    {"SizeAboveShape", tensor("[1]", "[0,8]", 8), "tensor 'x': has 8 bytes, expected 4 for F32 of shape [1]"},
    {"OffsetsNegative", tensor("[1]", "[-4,0]", 4), "'data_offsets' holds -4, expected whole numbers from 0"},
    {"OffsetsBackwards", tensor("[1]", "[4,0]", 4), "tensor 'x': begins at 4 and ends before, at 0"},
    {"OffsetsOfOne", tensor("[1]", "[0]", 4), "'data_offsets' has 1 entries, expected 2"},
    {"OffsetsOfThree", tensor("[1]", "[0,4,8]", 8), "'data_offsets' has more than 2 entries"},
    {"OffsetsBeyondTheData", tensor("[2]", "[0,8]", 7), "tensor 'x': ends at 8, but the data has 7 bytes"},
    {"OffsetsNearTheTop", tensor("[1]", "[18446744073709551611,18446744073709551615]", 4),
     "ends at 18446744073709551615, but the data has 4 bytes"},
    {"Overlap", two("[0,4]", "[2,6]", 4, 4, 6),
     "tensor 'b': begins at 2, but the tensor before it ends at 4: they overlap"},
    {"SameBytesTwice", two("[0,4]", "[0,4]", 4, 4, 4), "they overlap"},
    {"EmptyTensorInsideAnother", two("[0,4]", "[2,2]", 4, 0, 4), "they overlap"},
    {"Hole", two("[0,4]", "[5,6]", 4, 1, 6),
     "tensor 'b': begins at 5, but the tensor before it ends at 4: there is a hole"},
    {"HoleAtTheStart", tensor("[1]", "[1,5]", 5),
     "begins at 1, but the tensor before it ends at 0: there is a hole"},
    {"TrailingBytes", tensor("[1]", "[0,4]", 6), "2 bytes follow the last tensor"},
    {"TrailingBytesWithoutTensors", file_of("{}", 3), "byte 10: 3 bytes follow the last tensor"},
};

INSTANTIATE_TEST_SUITE_P(Case, HostileSafetensors, ::testing::ValuesIn(kHostile),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(HostileSafetensors, AMessageStaysShortHoweverLongTheName) {
  const std::string name(1'000'000, 'n');
  const std::string file = file_of(fmt::format(R"({{"{0}":{{"{0}":1}}}})", name));
  const auto result = read_safetensors(std::as_bytes(std::span(file)));
  ASSERT_FALSE(result);
  EXPECT_LT(std::string(result.error().what()).size(), 300U);
  const std::string broken = file_of(fmt::format("{{\"{}", name));
  EXPECT_LT(std::string(read_safetensors(std::as_bytes(std::span(broken))).error().what()).size(), 300U);
}

}  // namespace
}  // namespace resketch
