#include "data/format_writers.h"
#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

using ::testing::ElementsAre;

Result<Dataset> parse(const std::vector<ZipEntry>& entries) {
  const std::string file = zip(entries);
  return parse_npz(as_byte_span(file));
}

const std::string kX = npy("<f4", "(3, 2, 1)", numbers<float>({1, 2, 3, 4, 5, 6}));
const std::string kY = npy("<i8", "(3,)", numbers<std::int64_t>({10, 9, 10}));
const std::string kRagged = npy("<f4", "(3, 2)", numbers<float>({1, 2, 3, 4, 5, 6}));
const std::string kLengths = npy("<i8", "(2,)", numbers<std::int64_t>({1, 2}));

TEST(NpzReader, ReadsSequencesAndIntegerLabelsInNumericOrder) {
  const auto dataset = parse({{"X.npy", kX}, {"y.npy", kY}, {"unrelated.npy", "anything"}});
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->size(), 3);
  EXPECT_THAT(values_of(*dataset, 1), ElementsAre(3, 4));
  EXPECT_THAT(dataset->label_names, ElementsAre("9", "10"));
  EXPECT_EQ(label_of(*dataset, 0), "10");
}

TEST(NpzReader, ReadsRaggedSequences) {
  const auto dataset = parse({{"X.npy", kRagged, false}, {"lengths.npy", kLengths}});
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->dims, 2);
  EXPECT_THAT(values_of(*dataset, 0), ElementsAre(1, 2));
  EXPECT_THAT(values_of(*dataset, 1), ElementsAre(3, 4, 5, 6));
}

TEST(NpzReader, ReadsUnicodeLabelsAndTakesAnEmptyOneForNone) {
  std::string texts;
  for (const char32_t c : {U'ß', U'\0', U'\0', U'\0', U'a', U'b'})
    texts += number(static_cast<std::uint32_t>(c));
  const auto dataset = parse({{"X.npy", kX}, {"y.npy", npy("<U2", "(3,)", texts)}});
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(dataset->label_names, ElementsAre("ab", "ß"));
  EXPECT_EQ(label_of(*dataset, 0), "ß");
  EXPECT_EQ(label_of(*dataset, 1), "");
}

TEST(NpzReader, ReadsByteStringLabels) {
  const auto dataset = parse({{"X.npy", kX}, {"y.npy", npy("|S2", "(3,)", std::string("b\0a\0bb", 6))}});
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_THAT(dataset->label_names, ElementsAre("a", "b", "bb"));
}

TEST(NpzReader, RefusesLabelsThatAreNoText) {
  expect_error(parse({{"X.npy", kX}, {"y.npy", npy("|S1", "(3,)", "a\xff\xfe")}}), ErrorCode::kBadInput,
               "y.npy, item 1: its string of dtype '|S1' is not valid text");
  std::string beyond_unicode = number(std::uint32_t{0x110000}) + std::string(8, 'a');
  expect_error(parse({{"X.npy", kX}, {"y.npy", npy("<U1", "(3,)", beyond_unicode)}}), ErrorCode::kBadInput,
               "y.npy, item 0");
}

TEST(NpzReader, RefusesFloatingPointLabels) {
  expect_error(parse({{"X.npy", kX}, {"y.npy", npy("<f4", "(3,)", numbers<float>({0, 1, 2}))}}),
               ErrorCode::kUnsupported, "dtype '<f4' cannot name labels");
}

TEST(NpzReader, RefusesLabelsOfAnotherNumber) {
  expect_error(parse({{"X.npy", kRagged}, {"lengths.npy", kLengths}, {"y.npy", kY}}), ErrorCode::kBadInput,
               "y.npy: shape [3] for 2 sequences");
}

TEST(NpzReader, RefusesLengthsThatDoNotAddUp) {
  const auto with_lengths = [](std::vector<std::int64_t> lengths) {
    return parse({{"X.npy", kRagged}, {"lengths.npy", npy("<i8", "(2,)", numbers(lengths))}});
  };
  expect_error(with_lengths({1, 1}), ErrorCode::kBadInput, "lengths add up to 2 steps, X has 3");
  expect_error(with_lengths({1, 3}), ErrorCode::kBadInput,
               "item 1: lengths says 3 steps, but X has 2 of its 3");
  expect_error(with_lengths({-1, 4}), ErrorCode::kBadInput, "lengths says -1 steps");
  expect_error(with_lengths({std::numeric_limits<std::int64_t>::max(), 4}), ErrorCode::kBadInput,
               "lengths says");
  expect_error(with_lengths({3, 0}), ErrorCode::kBadInput, "item 1 has no steps");
}

TEST(NpzReader, RefusesLengthsThatAreNoIntegers) {
  expect_error(parse({{"X.npy", kRagged}, {"lengths.npy", npy("<f4", "(2,)", numbers<float>({1, 2}))}}),
               ErrorCode::kBadInput, "lengths is [2] of dtype '<f4'");
}

TEST(NpzReader, SaysWhatTheArchiveHoldsIfThereIsNoX) {
  expect_error(parse({{"data.npy", kX}, {"a\nb", ""}}), ErrorCode::kBadInput,
               "no array X; it holds 'data.npy', 'a\\x0ab'");
  expect_error(parse({}), ErrorCode::kBadInput, "it holds nothing");
}

TEST(NpzReader, RefusesTwoMembersOfOneName) {
  expect_error(parse({{"X.npy", kX}, {"X.npy", kX}}), ErrorCode::kBadInput, "more than once");
}

TEST(NpzReader, RefusesAMemberThatIsNoArray) {
  expect_error(parse({{"X.npy", "hello"}}), ErrorCode::kBadInput, "X.npy, byte 0: not an npy file");
}

TEST(NpzReader, RefusesAMemberThatIsNotWhatTheDirectoryPromises) {
  ZipEntry entry{"X.npy", kX};
  entry.crc_error = 1;
  expect_error(parse({entry}), ErrorCode::kBadInput, "is damaged: its CRC");
  entry = {"X.npy", kX};
  entry.promised_bytes = 10;
  expect_error(parse({entry}), ErrorCode::kBadInput, "inflates to more than 10 bytes");
  entry.promised_bytes = 1000;
  expect_error(parse({entry}), ErrorCode::kBadInput, "holds 152 bytes; the directory promises 1000");
}

TEST(NpzReader, RefusesAMemberThatPromisesGigabytes) {
  ZipEntry bomb{"X.npy", kX};
  bomb.promised_bytes = 0xFFFFFFFE;
  expect_error(parse({bomb}), ErrorCode::kBadInput, "promises 4294967294 bytes from");
}

TEST(NpzReader, RefusesEncryptionAndOtherCompressions) {
  ZipEntry entry{"X.npy", kX};
  entry.flags = 1;
  expect_error(parse({entry}), ErrorCode::kUnsupported, "is encrypted");
  entry = {"X.npy", kX};
  entry.method = 12;
  expect_error(parse({entry}), ErrorCode::kUnsupported, "method 12");
}

TEST(NpzReader, RefusesZip64) {
  std::string file = zip({{"X.npy", kX}});
  file.replace(file.size() - 6, 4, "\xff\xff\xff\xff");
  expect_error(parse_npz(as_byte_span(file)), ErrorCode::kUnsupported, "zip64");
}

TEST(NpzReader, RefusesADirectoryThatDoesNotEndAtItsEndRecord) {
  std::string file = zip({{"X.npy", kX}});
  file[file.size() - 6] = static_cast<char>(file[file.size() - 6] - 1);
  expect_error(parse_npz(as_byte_span(file)), ErrorCode::kBadInput, "does not end here");
}

TEST(NpzReader, ReadsNumpysLocalHeadersWithZip64Sizes) {
  // np.savez writes 0xFFFFFFFF sizes and a zip64 field into local headers, true sizes into the directory.
  std::string file = zip({{"X.npy", kX, false}});
  std::string extra = number(std::uint16_t{1}) + number(std::uint16_t{16}) + std::string(16, 'z');
  file.replace(18, 8, std::string(8, '\xff'));
  file.replace(28, 2, number(static_cast<std::uint16_t>(extra.size())));
  file.insert(35, extra);
  file.replace(file.size() - 6, 4, number(static_cast<std::uint32_t>(35 + extra.size() + kX.size())));
  const auto dataset = parse_npz(as_byte_span(file));
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->size(), 3);
}

TEST(NpzReader, RefusesEveryTruncationAndSurvivesEveryDamagedByte) {
  const std::string file = zip({{"X.npy", kX, false}, {"y.npy", kY}});
  expect_every_truncation_refused(file, parse_npz);
  expect_every_damage_survived(file, parse_npz);
}

}  // namespace
}  // namespace resketch::testing
