#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

using ::testing::ElementsAre;

Result<Dataset> parse(std::string_view file) {
  return parse_ts(as_byte_span(file));
}

constexpr std::string_view kLabelled =
    "# a comment\r\n"
    "@problemName Vowels\r\n"
    "@timeStamps false\r\n"
    "@missing false\r\n"
    "@univariate false\r\n"
    "@dimensions 2\r\n"
    "@equalLength false\r\n"
    "@classLabel true 2 1 unused\r\n"
    "\r\n"
    "@data\r\n"
    "1,2,3:10,20,30:1\r\n"
    "# another\r\n"
    "4.5, -1e-2 : +40,50 : 2\r\n";

TEST(TsReader, ReadsDimensionsOfUnequallyLongItems) {
  const auto dataset = parse(kLabelled);
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->kind, DataKind::kSeries);
  EXPECT_EQ(dataset->dims, 2);
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, 10, 2, 20, 3, 30));
  EXPECT_THAT(values_of(*dataset, 1), ElementsAre(4.5F, 40, -0.01F, 50));
}

TEST(TsReader, KeepsLabelsAsDeclaredAndLeavesOutWhatNoItemHas) {
  const auto dataset = parse(kLabelled);
  ASSERT_TRUE(dataset.ok());
  EXPECT_THAT(dataset->label_names, ElementsAre("2", "1"));
  EXPECT_EQ(label_of(*dataset, 0), "1");
}

TEST(TsReader, ReadsUnivariateItemsWithoutLabels) {
  const auto dataset = parse("@univariate true\n@classlabel false\n@data\n1,2\n3");
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->dims, 1);
  EXPECT_EQ(dataset->steps(1), 1);
  EXPECT_EQ(label_of(*dataset, 0), "");
}

TEST(TsReader, RefusesMissingValuesWithTheirPlace) {
  expect_error(parse("@data\n1,2\n3,?,5\n"), ErrorCode::kBadInput,
               "line 3: value 1 of dimension 0 is '?': missing values are not handled");
  expect_error(parse("@data\n1,2:3,NaN\n"), ErrorCode::kBadInput,
               "line 2: value 1 of dimension 1 is 'NaN': missing");
}

TEST(TsReader, RefusesWhatIsNoFiniteNumber) {
  expect_error(parse("@data\n1,two\n"), ErrorCode::kBadInput, "is 'two'; expected a finite number");
  expect_error(parse("@data\n1,inf\n"), ErrorCode::kBadInput, "is 'inf'; expected a finite number");
  expect_error(parse("@data\n1,1e39\n"), ErrorCode::kBadInput, "is '1e39'; expected a finite number");
  expect_error(parse("@data\n1,,2\n"), ErrorCode::kBadInput, "value 1 of dimension 0 is ''");
  expect_error(parse("@data\n0x10\n"), ErrorCode::kBadInput, "is '0x10'");
}

TEST(TsReader, RefusesTimeStamps) {
  expect_error(parse("@timestamps true\n@data\n(0,1)\n"), ErrorCode::kUnsupported,
               "line 1: values with time stamps");
}

TEST(TsReader, RefusesRegressionTargets) {
  expect_error(parse("@targetlabel true\n@data\n1:0.5\n"), ErrorCode::kUnsupported, "regression target");
}

TEST(TsReader, RefusesLabelsThatAreNotDeclared) {
  expect_error(parse("@classlabel true a b\n@data\n1:c\n"), ErrorCode::kBadInput,
               "label 'c' is not declared");
  expect_error(parse("@classlabel true a b\n@data\n1,2\n"), ErrorCode::kBadInput, "no ':' with a label");
  expect_error(parse("@classlabel true a a\n@data\n1:a\n"), ErrorCode::kBadInput,
               "label 'a' is declared twice");
  expect_error(parse("@classlabel true\n@data\n1:a\n"), ErrorCode::kBadInput, "names no labels");
}

TEST(TsReader, RefusesItemsOfOtherDimensions) {
  expect_error(parse("@dimensions 2\n@data\n1\n"), ErrorCode::kBadInput, "line 3: 1 dimensions; expected 2");
  expect_error(parse("@data\n1:2\n1:2:3\n"), ErrorCode::kBadInput, "line 3: 3 dimensions; expected 2");
  expect_error(parse("@univariate true\n@data\n1:2\n"), ErrorCode::kBadInput, "2 dimensions; expected 1");
  expect_error(parse("@univariate true\n@dimensions 3\n@data\n1:2:3\n"), ErrorCode::kBadInput,
               "@univariate true and 3");
}

TEST(TsReader, RefusesDimensionsOfUnequalLengthInAnItem) {
  expect_error(parse("@data\n1,2:3\n"), ErrorCode::kBadInput, "dimension 1 has 1 values, dimension 0 has 2");
  expect_error(parse("@data\n1,2::3,4\n"), ErrorCode::kBadInput, "dimension 1 has no values");
}

TEST(TsReader, HoldsItemsAgainstTheLengthInTheHeader) {
  expect_error(parse("@equallength true\n@serieslength 3\n@data\n1,2\n"), ErrorCode::kBadInput,
               "line 4: 2 steps");
  expect_error(parse("@equallength true\n@data\n1,2\n1,2,3\n"), ErrorCode::kBadInput, "line 4: 3 steps");
}

TEST(TsReader, RefusesHeadersWithoutSense) {
  expect_error(parse("@dimensions 0\n@data\n1\n"), ErrorCode::kBadInput,
               "@dimensions is '0'; expected a number");
  expect_error(parse("@dimensions -2\n@data\n1\n"), ErrorCode::kBadInput, "@dimensions is '-2'");
  expect_error(parse("@missing maybe\n@data\n1\n"), ErrorCode::kBadInput, "expected true or false");
  expect_error(parse("1,2,3\n"), ErrorCode::kBadInput, "line 1: expected a line with '@' before @data");
  expect_error(parse("@univariate true\n"), ErrorCode::kBadInput, "ends without @data");
  expect_error(parse(""), ErrorCode::kBadInput, "ends without @data");
}

TEST(TsReader, RefusesAFileWithoutItems) {
  expect_error(parse("@data\n"), ErrorCode::kBadInput, "no sequences");
}

TEST(TsReader, RefusesWhatIsNotUtf8) {
  expect_error(parse("@data\n1,\xff\n"), ErrorCode::kBadInput, "line 2: byte 0xff is not UTF-8");
  expect_error(parse(std::string_view("@data\n1,\0\n", 10)), ErrorCode::kBadInput, "line 2: byte 0x00");
}

TEST(TsReader, SurvivesEveryTruncationAndEveryDamagedByte) {
  for (std::size_t size = 0; size < kLabelled.size(); ++size) {
    const std::vector<char> cut(kLabelled.begin(), kLabelled.begin() + static_cast<std::ptrdiff_t>(size));
    (void)parse_ts(std::as_bytes(std::span(cut)));
  }
  expect_every_damage_survived(kLabelled, parse_ts);
}

}  // namespace
}  // namespace resketch::testing
