#include "base/temporary_folder.h"
#include "data/format_writers.h"
#include "data/reader_checks.h"
#include "data/readers.h"

namespace resketch::testing {
namespace {

class ReadFileOfAnyFormat : public ::testing::Test {
 protected:
  Result<Dataset> read(const std::string& name, std::string_view bytes) {
    write_bytes(folder_ / name, bytes);
    return read_file_of_any_format(folder_ / name);
  }
  TemporaryFolder folder_;
};

TEST_F(ReadFileOfAnyFormat, GoesByContentWhateverTheName) {
  const std::string array = npy("<f4", "(1, 1)", number(1.0F));
  const MatWriter mat;
  for (const std::string& bytes :
       {array, zip({{"X.npy", array}}), idx(0x08, {1, 1, 1}, "x"), std::string("# note\n@Data\n1\n"),
        mat.file(mat.cell({mat.doubles({3, 1}, {1, 2, 3})}, "mixout"))}) {
    const auto plain = read("file.dat", bytes);
    ASSERT_TRUE(plain.ok()) << plain.error().what();
    EXPECT_EQ(plain->size(), 1);
    EXPECT_EQ(plain->name, "file.dat");
    const auto compressed = read("file.csv.gz", gzipped(bytes));
    ASSERT_TRUE(compressed.ok()) << compressed.error().what();
    EXPECT_EQ(compressed->values, plain->values);
  }
}

TEST_F(ReadFileOfAnyFormat, GoesByExtensionForCsv) {
  const std::string rows = "id,step,v\n1,0,2\n";
  EXPECT_TRUE(read("a.CSV", rows).ok());
  EXPECT_TRUE(read("a.csv.gz", gzipped(rows)).ok());
  expect_error(read("a.txt", rows), ErrorCode::kUnsupported, "begins with 'id,step,'");
}

TEST_F(ReadFileOfAnyFormat, ListsTheKnownFormatsForAnUnknownOne) {
  expect_error(read("a.xyz", "\x01\x02"), ErrorCode::kUnsupported,
               "known are MATLAB 5 .mat, IDX, .npy, .npz, .ts and .csv");
  expect_error(read("a.xyz", ""), ErrorCode::kUnsupported, "the format is not known");
  expect_error(read("a.mat", "\x89HDF\r\n\x1a\n"), ErrorCode::kUnsupported, "HDF5");
}

TEST_F(ReadFileOfAnyFormat, GivesBrokenFilesOfAKnownNameTheirOwnFormatsMessage) {
  expect_error(read("a.npy", "NUMPY"), ErrorCode::kBadInput, "not an npy file");
  expect_error(read("a.npz", "PK"), ErrorCode::kBadInput, "zip");
  expect_error(read("a.mat", "MATLAB"), ErrorCode::kBadInput, "ends inside the header");
}

TEST_F(ReadFileOfAnyFormat, NamesTheFileInErrors) {
  const auto result = read("broken.csv", "id,step,v\n1,0,x\n");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().file(), (folder_ / "broken.csv").string());
  EXPECT_EQ(result.error().position(), "line 2");
}

TEST_F(ReadFileOfAnyFormat, SaysThatAFileIsNotThere) {
  expect_error(read_file_of_any_format(folder_ / "none.npy"), ErrorCode::kNotFound, "none.npy");
}

TEST_F(ReadFileOfAnyFormat, RefusesAGzipBomb) {
  expect_error(read("bomb.gz", gzipped(std::string(std::size_t{65} << 20, '\0'))), ErrorCode::kBadInput,
               "inflates to more than 67108864 bytes, the most accepted for");
}

TEST_F(ReadFileOfAnyFormat, RefusesGzipThatIsCutShortDamagedOrFollowedByOtherBytes) {
  const std::string whole = gzipped("@data\n1,2,3,4,5,6,7\n");
  expect_error(read("a.ts.gz", whole.substr(0, whole.size() - 6)), ErrorCode::kBadInput, "cut short");
  expect_error(read("b.ts.gz", whole + "tail"), ErrorCode::kBadInput, "the compressed data is damaged");
  std::string damaged = whole;
  damaged[whole.size() - 6] = static_cast<char>(damaged[whole.size() - 6] ^ 1);
  expect_error(read("c.ts.gz", damaged), ErrorCode::kBadInput, "incorrect data check");
}

TEST_F(ReadFileOfAnyFormat, ReadsGzipOfSeveralStreams) {
  const auto dataset = read("a.ts.gz", gzipped("@data\n1,2,") + gzipped("3\n"));
  ASSERT_TRUE(dataset.ok()) << dataset.error().what();
  EXPECT_EQ(dataset->steps(0), 3);
}

}  // namespace
}  // namespace resketch::testing
