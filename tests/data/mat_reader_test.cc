#include "data/format_writers.h"
#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

using ::testing::ElementsAre;

Result<Dataset> parse(std::string_view file) {
  return parse_mat(as_byte_span(file));
}

const MatWriter kMat;

std::string two_sequences(const MatWriter& mat = kMat) {
  return mat.cell({mat.doubles({3, 2}, {1, 2, 3, 4, 5, 6}), mat.doubles({3, 1}, {7, 8, 9})}, "mixout");
}

TEST(MatReader, ReadsColumnsAsSteps) {
  const auto dataset = parse(kMat.file(two_sequences()));
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->kind, DataKind::kPenVelocity);
  EXPECT_EQ(dataset->dims, 3);
  EXPECT_EQ(dataset->steps(0), 2);
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_THAT(values_of(*dataset, 1), ElementsAre(7, 8, 9));
  EXPECT_EQ(label_of(*dataset, 0), "");
  EXPECT_EQ(dataset->id(1), "1");
}

TEST(MatReader, ReadsCompressedVariablesOfEitherByteOrder) {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const MatWriter mat{order};
    const auto dataset = parse(mat.file(mat.compressed(mat.consts({2, 1}, {"a", "b"})) +
                                        mat.compressed(mat.doubles({1, 1}, {5}, "other")) +
                                        mat.compressed(two_sequences(mat))));
    ASSERT_TRUE(dataset.ok()) << dataset.error().what();
    EXPECT_THAT(values_of(*dataset, 1), ElementsAre(7, 8, 9));
    EXPECT_EQ(label_of(*dataset, 0), "b");
    EXPECT_EQ(label_of(*dataset, 1), "a");
  }
}

TEST(MatReader, ReadsDoublesThatAreStoredAsBytesInSmallElements) {
  const std::string small = number(std::uint32_t{(3U << 16) | 2}) + std::string("\x01\x02\x03\x00", 4);
  const auto dataset = parse(kMat.file(kMat.cell({kMat.matrix(6, {3, 1}, "", small)}, "mixout")));
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, 2, 3));
}

TEST(MatReader, LeavesOtherVariablesAloneWhateverTheirClass) {
  const std::string opaque = kMat.element(14, kMat.element(6, numbers<std::uint32_t>({17, 0})) + "any bytes");
  EXPECT_TRUE(parse(kMat.file(opaque + kMat.matrix(5, {9, 9}, "sparse", "") + two_sequences())).ok());
}

TEST(MatReader, RefusesFilesWithoutMixoutAndSaysWhatIsThere) {
  expect_error(parse(kMat.file(kMat.doubles({1, 1}, {1}, "x") + kMat.doubles({1, 1}, {1}, "y"))),
               ErrorCode::kBadInput, "no variable mixout; it holds 'x', 'y'");
  expect_error(parse(kMat.file("")), ErrorCode::kBadInput, "it holds nothing");
  expect_error(parse(kMat.file(two_sequences() + two_sequences())), ErrorCode::kBadInput, "more than once");
}

TEST(MatReader, RefusesMatricesOfOtherRows) {
  expect_error(parse(kMat.file(kMat.cell({kMat.doubles({2, 2}, {1, 2, 3, 4})}, "mixout"))),
               ErrorCode::kBadInput, "item 0: the matrix is 2x2; expected 3xT");
}

TEST(MatReader, RefusesEmptyMatrices) {
  const std::string full = kMat.doubles({3, 1}, {1, 2, 3});
  expect_error(parse(kMat.file(kMat.cell({full, kMat.element(14, "")}, "mixout"))), ErrorCode::kBadInput,
               "item 1 has no steps");
  expect_error(parse(kMat.file(kMat.cell({full, kMat.doubles({3, 0}, {})}, "mixout"))), ErrorCode::kBadInput,
               "item 1 has no steps");
  expect_error(parse(kMat.file(kMat.cell({}, "mixout"))), ErrorCode::kBadInput, "no sequences");
}

TEST(MatReader, RefusesMatricesWhoseSizeIsNotThatOfTheirData) {
  expect_error(parse(kMat.file(kMat.cell({kMat.doubles({3, 1000000000}, {1, 2, 3})}, "mixout"))),
               ErrorCode::kBadInput, "size 3x1000000000 does not fit its 24 bytes");
  expect_error(parse(kMat.file(kMat.cell({kMat.doubles({3, -1}, {1, 2, 3})}, "mixout"))),
               ErrorCode::kBadInput, "-1 rows or columns");
  expect_error(
      parse(kMat.file(kMat.cell({kMat.doubles({3, 2147483647, 2147483647, 2147483647}, {1})}, "mixout"))),
      ErrorCode::kBadInput, "an array of size 3x2147483647x2147483647x2147483647");
}

TEST(MatReader, RefusesCellsThatPromiseMoreThanTheyHold) {
  const std::string cell = kMat.matrix(1, {1, 2147483647}, "mixout", kMat.doubles({3, 1}, {1, 2, 3}));
  expect_error(parse(kMat.file(cell)), ErrorCode::kBadInput, "mixout, item 1");
}

TEST(MatReader, RefusesElementsThatReachBeyondTheFile) {
  expect_error(parse(kMat.file(number(std::uint32_t{14}) + number(std::uint32_t{0xFFFFFFF8}))),
               ErrorCode::kBadInput, "byte 128: an element of 4294967288 bytes, but only 0 are left");
}

TEST(MatReader, RefusesComplexSparseAndTextSequences) {
  expect_error(parse(kMat.file(kMat.cell({kMat.matrix(0x0806, {3, 1}, "", "")}, "mixout"))),
               ErrorCode::kUnsupported, "is not a real numeric matrix");
  expect_error(parse(kMat.file(kMat.cell({kMat.matrix(5, {3, 1}, "", "")}, "mixout"))),
               ErrorCode::kUnsupported, "is not a real numeric matrix");
  expect_error(parse(kMat.file(kMat.doubles({3, 1}, {1, 2, 3}, "mixout"))), ErrorCode::kBadInput,
               "is not a cell");
}

TEST(MatReader, RefusesLabelsThatFitNeitherKeyNorSequences) {
  const auto with = [](std::vector<double> labels, std::vector<std::string> key) {
    return parse(kMat.file(two_sequences() + kMat.consts(labels, key)));
  };
  expect_error(with({1, 3}, {"a", "b"}), ErrorCode::kBadInput,
               "item 1: consts.charlabels says 3; expected 1 to 2");
  expect_error(with({0, 1}, {"a", "b"}), ErrorCode::kBadInput, "item 0: consts.charlabels says 0");
  expect_error(with({1, 1.5}, {"a", "b"}), ErrorCode::kBadInput, "says 1.5");
  expect_error(with({1, NAN}, {"a", "b"}), ErrorCode::kBadInput, "says nan");
  expect_error(with({1}, {"a", "b"}), ErrorCode::kBadInput, "1 labels for 2 sequences");
  expect_error(with({1, 2}, {"a", "a"}), ErrorCode::kBadInput,
               "consts.key 2: the name 'a' is empty or there more");
}

TEST(MatReader, RefusesAValueThatIsNotFinite) {
  expect_error(parse(kMat.file(kMat.cell({kMat.doubles({3, 2}, {0, 1, 2, 3, NAN, 5})}, "mixout"))),
               ErrorCode::kBadInput, "item 0: step 1, dimension 1 is nan");
}

TEST(MatReader, RefusesOtherVersions) {
  std::string file = kMat.file(two_sequences());
  file[125] = 2;
  expect_error(parse(file), ErrorCode::kUnsupported, "MATLAB 7.3");
  file[125] = 9;
  expect_error(parse(file), ErrorCode::kBadInput, "MAT version 0x0900");
  file[126] = 'X';
  expect_error(parse(file), ErrorCode::kBadInput, "byte order mark 'XM'");
}

TEST(MatReader, RefusesDamagedCompression) {
  std::string file = kMat.file(kMat.compressed(two_sequences()));
  file[140] = static_cast<char>(file[140] ^ 0x55);
  expect_error(parse(file), ErrorCode::kBadInput, "byte 128: in this compressed variable");
}

TEST(MatReader, RefusesAnInflationBomb) {
  const std::string zeros(std::size_t{65} << 20, '\0');
  expect_error(parse(kMat.file(kMat.compressed(kMat.element(14, zeros)))), ErrorCode::kBadInput,
               "inflates to more than 67108864 bytes");
}

TEST(MatReader, RefusesEveryTruncationAndSurvivesEveryDamagedByte) {
  // consts first: a file cut at the end of a variable must still lack mixout.
  const std::string consts = kMat.consts({2, 1}, {"a", "b"});
  expect_every_truncation_refused(kMat.file(kMat.compressed(consts) + two_sequences()), parse_mat);
  expect_every_damage_survived(kMat.file(consts + two_sequences()), parse_mat);
  expect_every_damage_survived(kMat.file(kMat.compressed(consts) + kMat.compressed(two_sequences())),
                               parse_mat);
}

}  // namespace
}  // namespace resketch::testing
