#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

using ::testing::ElementsAre;

Result<Dataset> parse(std::string_view file) {
  return parse_csv(as_byte_span(file));
}

constexpr std::string_view kSample =
    "id,step,x,y,label\n"
    "one,0,1,2,a\n"
    "one,1,3,4,a\n"
    "two,0,5,6,b\n";

TEST(CsvReader, ReadsARowAsAStepOfAnItem) {
  const auto dataset = parse(kSample);
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->dims, 2);
  EXPECT_THAT(dataset->ids, ElementsAre("one", "two"));
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(dataset->label_names, ElementsAre("a", "b"));
  EXPECT_EQ(label_of(*dataset, 1), "b");
}

TEST(CsvReader, GathersScatteredRowsAndSortsTheirSteps) {
  const auto dataset = parse("step,id,v\n2,b,1\n0.5,a,2\n-1,b,3\n0.25,a,4\n");
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(dataset->ids, ElementsAre("b", "a"));
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(3, 1));
  EXPECT_THAT(values_of(*dataset, 1), ElementsAre(4, 2));
}

TEST(CsvReader, FindsColumnsByOtherNamesAndAnyCase) {
  const auto dataset = parse("Class,force,T,CASE\nq,1.5,0,7\n");
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(dataset->ids, ElementsAre("7"));
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1.5F));
  EXPECT_EQ(label_of(*dataset, 0), "q");
}

TEST(CsvReader, TakesYForTheLabelOnlyWhereThereIsNoX) {
  const auto coordinates = parse("id,step,x,y\n1,0,3,4\n");
  ASSERT_TRUE(coordinates.ok());
  EXPECT_EQ(coordinates->dims, 2);
  const auto labelled = parse("id,step,value,y\n1,0,3,4\n");
  ASSERT_TRUE(labelled.ok());
  EXPECT_EQ(labelled->dims, 1);
  EXPECT_EQ(label_of(*labelled, 0), "4");
}

TEST(CsvReader, ReadsQuotedFieldsCrlfAndByteOrderMark) {
  const auto dataset =
      parse("\xEF\xBB\xBF\"id\",step,\"a \"\"b\"\"\",label\r\n\"x,\ny\",0,\"2\",\"l\"\"l\"\r\n\r\n");
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(dataset->ids, ElementsAre("x,\ny"));
  EXPECT_EQ(label_of(*dataset, 0), "l\"l");
}

TEST(CsvReader, TakesAnEmptyLabelForNone) {
  const auto dataset = parse("id,step,v,label\n1,0,1,\n2,0,1,a\n");
  ASSERT_TRUE(dataset.ok());
  EXPECT_EQ(label_of(*dataset, 0), "");
  EXPECT_EQ(label_of(*dataset, 1), "a");
}

TEST(CsvReader, RefusesRaggedRows) {
  expect_error(parse("id,step,v\n1,0\n"), ErrorCode::kBadInput, "line 2: 2 fields; the header has 3");
  expect_error(parse("id,step,v\n1,0,1,\n"), ErrorCode::kBadInput, "line 2: 4 fields; the header has 3");
}

TEST(CsvReader, RefusesWhatIsNoFiniteNumber) {
  expect_error(parse("id,step,v\n1,0,one\n"), ErrorCode::kBadInput,
               "line 2: column 'v': 'one' is not a finite number");
  expect_error(parse("id,step,v\n1,0,NaN\n"), ErrorCode::kBadInput, "column 'v': 'NaN'");
  expect_error(parse("id,step,v\n1,0,-inf\n"), ErrorCode::kBadInput, "column 'v': '-inf'");
  expect_error(parse("id,step,v\n1,0,\n"), ErrorCode::kBadInput, "column 'v': ''");
  expect_error(parse("id,step,v\n1,0,4e38\n"), ErrorCode::kBadInput, "column 'v': '4e38'");
  expect_error(parse("id,step,v\n1,first,4\n"), ErrorCode::kBadInput, "column 'step': 'first'");
  expect_error(parse("id,step,v\n1,nan,4\n"), ErrorCode::kBadInput, "column 'step': 'nan'");
}

TEST(CsvReader, RefusesMissingColumnsAndSaysWhatIsThere) {
  expect_error(parse("name,step,v\n1,0,1\n"), ErrorCode::kBadInput,
               "line 1: no column for the item (id, item or case); the columns are 'name', 'step', 'v'");
  expect_error(parse("id,v\n1,0\n"), ErrorCode::kBadInput, "no column for the step");
  expect_error(parse("id,step,label\n1,0,a\n"), ErrorCode::kBadInput, "no column for values");
  expect_error(parse("id,step,v,V\n1,0,1,1\n"), ErrorCode::kBadInput, "two columns are named 'v'");
  expect_error(parse(",id,step,v\n0,1,0,1\n"), ErrorCode::kBadInput, "column 1 has no name");
  expect_error(parse("id;step;v\n1;0;1\n"), ErrorCode::kBadInput, "the columns are 'id;step;v'");
}

TEST(CsvReader, RefusesAnItemWithTwoLabels) {
  expect_error(parse("id,step,v,label\n1,0,1,a\n1,1,1,b\n"), ErrorCode::kBadInput,
               "line 3: column 'label': item '1' is labelled 'b' here, but not on line 2");
}

TEST(CsvReader, RefusesAStepThatComesTwice) {
  expect_error(parse("id,step,v\n1,3,1\n2,3,1\n1,3.0,2\n"), ErrorCode::kBadInput,
               "line 4: item '1' has step 3 twice, first on line 2");
}

TEST(CsvReader, RefusesAnEmptyId) {
  expect_error(parse("id,step,v\n,3,1\n"), ErrorCode::kBadInput, "line 2: column 'id': is empty");
}

TEST(CsvReader, RefusesQuotesOutOfPlace) {
  expect_error(parse("id,step,v\n\"1,0,1\n"), ErrorCode::kBadInput,
               "line 2: a quote is opened here and never closed");
  expect_error(parse("id,step,v\n\"1\"1,0,1\n"), ErrorCode::kBadInput, "line 2: a closing quote");
  expect_error(parse("id,step,v\n1\"1,0,1\n"), ErrorCode::kBadInput, "line 2: a quote inside");
}

TEST(CsvReader, RefusesFilesWithoutRows) {
  expect_error(parse(""), ErrorCode::kBadInput, "the file is empty");
  expect_error(parse("id,step,v\n"), ErrorCode::kBadInput, "no sequences");
}

TEST(CsvReader, RefusesOtherEncodings) {
  expect_error(parse("\xFF\xFEi\x01"), ErrorCode::kBadInput, "the file is UTF-16");
  expect_error(parse("id,step,v\n\xe9,0,1\n"), ErrorCode::kBadInput, "line 2: byte 0xe9 is not UTF-8");
}

TEST(CsvReader, CountsLinesInsideQuotes) {
  expect_error(parse("id,step,v\n\"a\nb\",0,1\nc,0,x\n"), ErrorCode::kBadInput, "line 4: column 'v'");
}

TEST(CsvReader, SurvivesEveryTruncationAndEveryDamagedByte) {
  const std::string file = "id,step,x,label\r\n\"a\"\"b\",0,1e3,\"l\"\r\nc,1,2,\r\n";
  ASSERT_TRUE(parse(file).ok());
  for (std::size_t size = 0; size < file.size(); ++size) {
    const std::vector<char> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    (void)parse_csv(std::as_bytes(std::span(cut)));
  }
  expect_every_damage_survived(file, parse_csv);
}

}  // namespace
}  // namespace resketch::testing
