#include "base/temporary_folder.h"
#include "data/format_writers.h"
#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

using ::testing::ElementsAre;

Result<Dataset> parse(std::string_view images) {
  return parse_idx(as_byte_span(images));
}
Result<Dataset> parse(std::string_view images, std::string_view labels) {
  return parse_idx(as_byte_span(images), as_byte_span(labels));
}

const std::string kImages =
    idx(0x08, {2, 2, 3}, std::string("\x00\xff\x33\x00\x00\x00\x66\x66\x66\xff\xff\xff", 12));

TEST(IdxReader, ReadsRowsAsStepsAndPixelsAsShadesFromZeroToOne) {
  const auto dataset = parse(kImages);
  ASSERT_TRUE(dataset.ok());
  EXPECT_EQ(dataset->kind, DataKind::kImage);
  EXPECT_EQ(dataset->size(), 2);
  EXPECT_EQ(dataset->dims, 3);
  EXPECT_EQ(dataset->steps(0), 2);
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(0, 1, 51.0F / 255.0F, 0, 0, 0));
  EXPECT_EQ(label_of(*dataset, 1), "");
}

TEST(IdxReader, NamesLabelsByTheirNumbersInNumericOrder) {
  const auto dataset = parse(kImages, idx(0x08, {2}, "\x0a\x09"));
  ASSERT_TRUE(dataset.ok());
  EXPECT_THAT(dataset->label_names, ElementsAre("9", "10"));
  EXPECT_EQ(label_of(*dataset, 0), "10");
}

TEST(IdxReader, KeepsTheValuesOfOtherTypes) {
  using std::endian;
  const auto floats = parse(idx(0x0D, {1, 1, 2}, numbers<float>({-2.5F, 7}, endian::big)));
  ASSERT_TRUE(floats.ok());
  EXPECT_EQ(floats->kind, DataKind::kSeries);
  EXPECT_THAT(values_of(*floats, 0), ElementsAre(-2.5F, 7));
  const auto shorts = parse(idx(0x0B, {1, 2, 1}, numbers<std::int16_t>({-300, 300}, endian::big)));
  ASSERT_TRUE(shorts.ok());
  EXPECT_THAT(values_of(*shorts, 0), ElementsAre(-300, 300));
  const auto doubles = parse(idx(0x0E, {1, 1, 1}, numbers<double>({0.5}, endian::big)));
  ASSERT_TRUE(doubles.ok());
  EXPECT_THAT(values_of(*doubles, 0), ElementsAre(0.5F));
}

TEST(IdxReader, FindsLabelsBesideTheImagesCompressedOrNot) {
  const TemporaryFolder folder;
  write_bytes(folder / "train-images-idx3-ubyte", kImages);
  write_bytes(folder / "train-labels-idx1-ubyte.gz", gzipped(idx(0x08, {2}, "\x01\x02")));
  const auto dataset = read_idx(folder / "train-images-idx3-ubyte");
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->name, "train-images-idx3-ubyte");
  EXPECT_EQ(label_of(*dataset, 1), "2");
}

TEST(IdxReader, ReadsImagesWithoutLabelsAsUnlabelled) {
  const TemporaryFolder folder;
  write_bytes(folder / "images-idx3-ubyte.gz", gzipped(kImages));
  const auto dataset = read_idx(folder / "images-idx3-ubyte.gz");
  ASSERT_TRUE(dataset.ok());
  EXPECT_EQ(label_of(*dataset, 0), "");
}

TEST(IdxReader, PlacesErrorsInTheLabelsFile) {
  const TemporaryFolder folder;
  write_bytes(folder / "t-images-idx3-ubyte", kImages);
  write_bytes(folder / "t-labels-idx1-ubyte", idx(0x08, {3}, "abc"));
  expect_error(read_idx(folder / "t-images-idx3-ubyte"), ErrorCode::kBadInput,
               "t-labels-idx1-ubyte: byte 4: 3 labels for 2 images");
}

TEST(IdxReader, RefusesAHeaderThatPromisesMoreThanTheFileHolds) {
  expect_error(parse(idx(0x08, {2, 2, 3}, "short")), ErrorCode::kBadInput,
               "byte 16: the header promises 12 bytes of values, the file holds 5");
}

TEST(IdxReader, RefusesAHeaderThatPromisesLessThanTheFileHolds) {
  expect_error(parse(kImages + "x"), ErrorCode::kBadInput, "promises 12 bytes of values, the file holds 13");
}

TEST(IdxReader, RefusesSizesWhoseProductOverflows) {
  expect_error(parse(idx(0x0E, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "")), ErrorCode::kBadInput,
               "more than 2^64");
}

TEST(IdxReader, RefusesBillionsOfImagesWithoutPixels) {
  expect_error(parse(idx(0x08, {0xFFFFFFFF, 0, 28}, "")), ErrorCode::kBadInput, "images of 0 x 28 pixels");
  expect_error(parse(idx(0x08, {0xFFFFFFFF, 28, 0}, "")), ErrorCode::kBadInput, "images of 28 x 0 pixels");
}

TEST(IdxReader, RefusesAFileOfNoImages) {
  expect_error(parse(idx(0x08, {0, 28, 28}, "")), ErrorCode::kBadInput, "promises 0 images");
}

TEST(IdxReader, RefusesUnknownTypes) {
  expect_error(parse(idx(0x0A, {1, 1, 1}, "x")), ErrorCode::kBadInput, "byte 2: IDX type 0x0a");
}

TEST(IdxReader, RefusesOtherMagic) {
  expect_error(parse("xx\x08\x03"), ErrorCode::kBadInput, "two zero bytes");
}

TEST(IdxReader, RefusesOtherNumbersOfDimensions) {
  expect_error(parse(idx(0x08, {1, 1}, "x")), ErrorCode::kUnsupported, "2 dimensions");
  expect_error(parse(idx(0x08, {1, 1, 1, 1}, "x")), ErrorCode::kUnsupported, "4 dimensions");
}

TEST(IdxReader, SaysSoWhenGivenTheLabelsInsteadOfTheImages) {
  expect_error(parse(idx(0x08, {2}, "ab")), ErrorCode::kUnsupported, "name the file of the images");
}

TEST(IdxReader, RefusesLabelsThatAreImages) {
  expect_error(parse(kImages, kImages), ErrorCode::kBadInput, "labels must be a one-dimensional");
}

TEST(IdxReader, NamesThePlaceOfAValueThatIsNotFinite) {
  const auto data = numbers<float>({0, 1, 2, 3, 4, NAN, 6, 7}, std::endian::big);
  expect_error(parse(idx(0x0D, {2, 2, 2}, data)), ErrorCode::kBadInput, "item 1: step 0, dimension 1 is nan");
}

TEST(IdxReader, RefusesDoublesBeyondTheRangeOfFloats) {
  expect_error(parse(idx(0x0E, {1, 1, 1}, number(1e300, std::endian::big))), ErrorCode::kBadInput, "is inf");
}

TEST(IdxReader, RefusesEveryTruncation) {
  expect_every_truncation_refused(kImages, [](ByteSpan bytes) { return parse_idx(bytes); });
  const std::string labels = idx(0x08, {2}, "ab");
  expect_every_truncation_refused(labels,
                                  [](ByteSpan bytes) { return parse_idx(as_byte_span(kImages), bytes); });
}

TEST(IdxReader, SurvivesEveryDamagedByte) {
  expect_every_damage_survived(kImages, [](ByteSpan bytes) { return parse_idx(bytes); });
}

}  // namespace
}  // namespace resketch::testing
