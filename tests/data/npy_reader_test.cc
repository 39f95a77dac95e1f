#include "data/format_writers.h"
#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

using ::testing::ElementsAre;

Result<Dataset> parse(std::string_view file) {
  return parse_npy(as_byte_span(file));
}

const std::string kSmall = npy("<f4", "(2, 2, 1)", numbers<float>({1, 2, 3, 4}));

TEST(NpyReader, ReadsSequencesOfStepsOfValues) {
  const auto dataset = parse(npy("<f8", "(1, 2, 3)", numbers<double>({1, 2, 3, 4, 5, 6})));
  ASSERT_TRUE(dataset.ok());
  EXPECT_EQ(dataset->dims, 3);
  EXPECT_EQ(dataset->steps(0), 2);
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(NpyReader, ReadsTwoDimensionsAsSequencesOfOneValueAStep) {
  const auto dataset = parse(npy("<i2", "(2, 3)", numbers<std::int16_t>({1, -2, 3, 4, 5, 6})));
  ASSERT_TRUE(dataset.ok());
  EXPECT_EQ(dataset->dims, 1);
  EXPECT_EQ(dataset->size(), 2);
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, -2, 3));
}

TEST(NpyReader, PutsFortranOrderRight) {
  // [N=2, T=3, D=2] with value 100 n + 10 t + d, first dimension fastest.
  const auto dataset = parse(npy(
      "|u1", "(2, 3, 2)", numbers<std::uint8_t>({0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121}), true));
  ASSERT_TRUE(dataset.ok());
  EXPECT_THAT(values_of(*dataset, 1), ElementsAre(100, 101, 110, 111, 120, 121));
}

template <typename T>
void expect_dtype_read(std::string_view letters) {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const std::string dtype = std::string(order == std::endian::little ? "<" : ">").append(letters);
    const auto dataset = parse(npy(dtype, "(1, 3)", numbers<T>({0, 1, 100}, order)));
    ASSERT_TRUE(dataset.ok()) << dtype << dataset.error().what();
    EXPECT_THAT(values_of(*dataset, 0), ElementsAre(0, 1, 100)) << dtype;
  }
}

TEST(NpyReader, ReadsEveryNumberTypeOfEitherByteOrder) {
  expect_dtype_read<float>("f4");
  expect_dtype_read<double>("f8");
  expect_dtype_read<std::int8_t>("i1");
  expect_dtype_read<std::int16_t>("i2");
  expect_dtype_read<std::int32_t>("i4");
  expect_dtype_read<std::int64_t>("i8");
  expect_dtype_read<std::uint8_t>("u1");
  expect_dtype_read<std::uint16_t>("u2");
  expect_dtype_read<std::uint32_t>("u4");
  expect_dtype_read<std::uint64_t>("u8");
}

TEST(NpyReader, ReadsBooleansAsZeroAndOne) {
  const auto dataset = parse(npy("|b1", "(1, 2)", std::string("\x00\x01", 2)));
  ASSERT_TRUE(dataset.ok());
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(0, 1));
}

TEST(NpyReader, ReadsVersionTwoHeaders) {
  const std::string header = "{'shape': (1, 1), 'fortran_order': False, 'descr': '<f4'}\n";
  const auto dataset = parse(std::string("\x93NUMPY\x02\x00", 8) +
                             number(static_cast<std::uint32_t>(header.size())) + header + number(2.0F));
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(2));
}

TEST(NpyReader, RefusesOtherDtypesByName) {
  expect_error(parse(npy("<c8", "(1, 1)", "12345678")), ErrorCode::kUnsupported, "dtype '<c8' is not read");
  expect_error(parse(npy("<f2", "(1, 1)", "12")), ErrorCode::kUnsupported, "dtype '<f2' is not read");
  expect_error(parse(npy("|O", "(1, 1)", "12")), ErrorCode::kUnsupported, "dtype '|O' is not read");
  expect_error(parse(npy("<U0", "(1, 1)", "")), ErrorCode::kUnsupported, "dtype '<U0' is not read");
  expect_error(parse(npy("|f8", "(1, 1)", "12345678")), ErrorCode::kUnsupported, "dtype '|f8' is not read");
  expect_error(parse(npy("<U2", "(1, 1)", "12345678")), ErrorCode::kUnsupported, "cannot be sequences");
}

TEST(NpyReader, RefusesStructuredDtypes) {
  std::string file = npy("<f4", "(1, 1)", "1234");
  file.replace(file.find("'<f4'"), 5, "[('a'");
  expect_error(parse(file), ErrorCode::kUnsupported, "dtype is a structure");
}

TEST(NpyReader, RefusesShapesThatTheFileDoesNotHold) {
  expect_error(parse(npy("<f4", "(2, 2)", "1234")), ErrorCode::kBadInput,
               "shape [2, 2] of dtype '<f4' needs 16 bytes, the file holds 4");
  expect_error(parse(kSmall + "more"), ErrorCode::kBadInput, "needs 16 bytes, the file holds 20");
}

TEST(NpyReader, RefusesShapesWhoseProductOverflows) {
  expect_error(parse(npy("<f4", "(4294967296, 4294967296, 4)", "")), ErrorCode::kBadInput, "more than 2^64");
  expect_error(parse(npy("<f4", "(99999999999999999999, 1)", "")), ErrorCode::kBadInput, "expected a tuple");
  expect_error(parse(npy("<f4", "(-1, 4)", "")), ErrorCode::kBadInput, "expected a tuple");
}

TEST(NpyReader, RefusesBillionsOfEmptySequences) {
  expect_error(parse(npy("<f4", "(1000000000000, 0)", "")), ErrorCode::kBadInput, "at least one sequence");
  expect_error(parse(npy("<f4", "(1000000000000, 0, 3)", "")), ErrorCode::kBadInput, "at least one sequence");
}

TEST(NpyReader, RefusesOtherNumbersOfDimensions) {
  expect_error(parse(npy("<f4", "()", "1234")), ErrorCode::kBadInput, "expected [N, T, D] or [N, T]");
  expect_error(parse(npy("<f4", "(1,)", "1234")), ErrorCode::kBadInput, "the array has shape [1]");
  expect_error(parse(npy("<f4", "(1, 1, 1, 1)", "1234")), ErrorCode::kBadInput,
               "the array has shape [1, 1, 1, 1]");
}

TEST(NpyReader, RefusesHeadersWithUnknownRepeatedOrMissingKeys) {
  std::string file = npy("<f4", "(1, 1)", "1234");
  std::string unknown = file;
  unknown.replace(unknown.find("descr"), 5, "crepe");
  expect_error(parse(unknown), ErrorCode::kBadInput, "key 'crepe' is unknown or repeated");
  std::string missing = file;
  missing.replace(missing.find("'descr': '<f4',"), 15, std::string(15, ' '));
  expect_error(parse(missing), ErrorCode::kBadInput, "lacks one of descr");
}

TEST(NpyReader, RefusesAHeaderLongerThanTheFile) {
  std::string file = kSmall;
  file[8] = '\xff';
  file[9] = '\xff';
  expect_error(parse(file), ErrorCode::kBadInput, "byte 10: the file ends inside its header of 65535 bytes");
}

TEST(NpyReader, RefusesNewerVersions) {
  std::string file = kSmall;
  file[6] = 4;
  expect_error(parse(file), ErrorCode::kUnsupported, "npy version 4.0");
}

TEST(NpyReader, NamesThePlaceOfAValueThatIsNotFinite) {
  expect_error(parse(npy("<f4", "(1, 2, 2)", numbers<float>({0, 1, 2, INFINITY}))), ErrorCode::kBadInput,
               "item 0: step 1, dimension 1 is inf");
}

TEST(NpyReader, RefusesEveryTruncationAndSurvivesEveryDamagedByte) {
  expect_every_truncation_refused(kSmall, parse_npy);
  expect_every_damage_survived(kSmall, parse_npy);
}

}  // namespace
}  // namespace resketch::testing
