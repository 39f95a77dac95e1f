// Data that is not what it should be, through the command.
#include <limits>

#include "cli/bad_case.h"
#include "data/format_writers.h"

namespace resketch::testing {
namespace {

std::vector<std::string> train(const std::string& data) {
  return {"train", data, "-o", "new.resketch", "--steps", "20", "--hidden", "4"};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

/// Two sequences of three steps of one value.
std::string small_npy(const std::string& descr = "<f4",
                      const std::vector<float>& values = {1, 2, 3, 4, 5, 7}) {
  return npy(descr, "(2, 3, 1)", numbers(values));
}

std::string labels_npy() {
  return npy("<i4", "(2,)", numbers(std::vector<std::int32_t>{0, 1}));
}

std::string small_npz(const std::string& x) {
  return zip({{"X.npy", x}, {"y.npy", labels_npy()}});
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();
const std::string kTsHead = "@problemName x\n@univariate true\n@classLabel true a b\n@data\n";
const std::string kImage(4, '\x7f');

const BadCase kCases[] = {
    {"MissingFile", {}, train("nowhere.csv"), 3, {"'nowhere.csv' is neither a file nor one of the data sets"}},
    {"UnknownSet", {}, train("digit-sample"), 3, {"digits-sample"}},
    {"SetThatIsNotFetched", {}, train("mnist"), 3, {"resketch data fetch mnist"}},
    {"FolderInsteadOfAFile",
     [](BadInput& here) { std::filesystem::create_directory(here.folder_ / "folder.csv"); },
     train("folder.csv"), 3, {"folder.csv: "}},
    {"DanglingLink",
     [](BadInput& here) { std::filesystem::create_symlink("gone.csv", here.folder_ / "link.csv"); },
     train("link.csv"), 3, {"link.csv"}},
    {"EmptyFile", with_file("d.csv", ""), train("d.csv"), 3, {"d.csv: line 1: the file is empty"}},
    {"UnknownFormat", with_file("d.xyz", "hello, world"), train("d.xyz"), 3, {"d.xyz: the format is not known"}},
    {"TextNamedNpz", with_file("d.npz", "this is no archive"), train("d.npz"), 3, {"d.npz: ", "no zip"}},
    {"TextNamedMat", with_file("d.mat", "this is no matrix"), train("d.mat"), 3, {"d.mat: "}},

    {"CsvWithoutAStepColumn", with_file("d.csv", "id,x,label\na,1,u\n"), train("d.csv"), 3,
     {"d.csv: line 1: no column for"}},
    {"CsvWithAWordForANumber", with_file("d.csv", "id,step,x,label\na,0,1,u\na,1,one,u\n"), train("d.csv"), 3,
     {"d.csv: line 3: column 'x': 'one'"}},
    {"CsvWithNan", with_file("d.csv", "id,step,x,label\na,0,1,u\na,1,nan,u\n"), train("d.csv"), 3,
     {"d.csv: line 3: column 'x'"}},
    {"CsvWithAShortRow", with_file("d.csv", "id,step,x,label\na,0,1,u\na,1\n"), train("d.csv"), 3,
     {"d.csv: line 3: 2 fields; the header has 4"}},
    {"CsvWithAStepTwice", with_file("d.csv", "id,step,x,label\na,0,1,u\na,0,2,u\n"), train("d.csv"), 3,
     {"d.csv: line 3: item 'a' has step 0 twice"}},
    {"CsvWithAQuoteThatIsNotClosed", with_file("d.csv", "id,step,x,label\n\"a,0,1,u\n"), train("d.csv"), 3,
     {"d.csv: line 2: a quote is opened here and never closed"}},
    {"CsvThatIsNotUtf8", with_file("d.csv", "id,step,x,label\n\xff\xfe,0,1,u\n"), train("d.csv"), 3,
     {"d.csv: line 2: byte 0xff is not UTF-8"}},
    {"CsvWithoutRows", with_file("d.csv", "id,step,x,label\n"), train("d.csv"), 3, {"d.csv: holds no sequences"}},
    {"OneStepOfOneValueEach", with_file("d.csv", "id,step,x,label\na,0,1,u\nb,0,1,v\n"), train("d.csv"), 3,
     {"d.csv"}},
    {"AxisThatNeverChanges", with_file("d.csv", "id,step,x,label\na,0,1,u\na,1,1,u\nb,0,1,v\nb,1,1,v\n"),
     train("d.csv"), 3, {"d.csv"}},
    {"UnlabelledDataToTrain", with_file("d.csv", without_labels(curves_csv())), train("d.csv"), 3,
     {"d.csv: no item has a label"}},
    {"UnlabelledDataToEvaluate", with_file("d.csv", without_labels(curves_csv())), {"evaluate", "m.resketch", "d.csv"},
     3, {"d.csv: no item has a label"}},

    {"NpzWithNan", with_file("d.npz", small_npz(small_npy("<f4", {1, 2, kNan, 4, 5, 7}))), train("d.npz"), 3,
     {"d.npz: item 0: step 2, dimension 0 is nan"}},
    {"NpzWithInfinity", with_file("d.npz", small_npz(small_npy("<f4", {1, 2, 3, 4, 5, kInfinity}))), train("d.npz"), 3,
     {"d.npz: item 1: step 2, dimension 0 is inf"}},
    {"NpzOfWrongDtype", with_file("d.npz", small_npz(npy("<c8", "(1, 3, 1)", std::string(24, '\0')))), train("d.npz"), 3,
     {"dtype '<c8' is not read"}},
    {"NpzWithoutX", with_file("d.npz", zip({{"Z.npy", small_npy()}})), train("d.npz"), 3, {"no array X"}},
    {"NpzWithALyingHeader", with_file("d.npz", small_npz(npy("<f4", "(2000000000, 3, 9)", numbers(std::vector<float>{1})))),
     train("d.npz"), 3, {"needs", "bytes, the file holds 4"}},
    {"NpzWithTooFewLabels", with_file("d.npz", zip({{"X.npy", npy("<f4", "(3, 2)", std::string(24, '\1'))}, {"y.npy", labels_npy()}})),
     train("d.npz"), 3, {"y.npy", "for 3 sequences"}},
    {"NpzOfNoSteps", with_file("d.npz", small_npz(npy("<f4", "(2, 0, 1)", ""))), train("d.npz"), 3,
     {"at least one sequence, step and dimension is needed"}},
    {"NpzCutShort",
     [](BadInput& here) {
       const std::string whole = small_npz(small_npy());
       here.write("d.npz", whole.substr(0, whole.size() / 2));
     },
     train("d.npz"), 3, {"d.npz: "}},
    {"NpzWithADamagedMember", with_file("d.npz", zip({{"X.npy", small_npy(), true, 0, 8, -1, 1}})), train("d.npz"), 3,
     {"is damaged: its CRC"}},
    {"NpyWithoutLabelsToTrain", with_file("d.npy", small_npy()), train("d.npy"), 3, {"no item has a label"}},
    {"NpyCutShort", with_file("d.npy", small_npy().substr(0, 100)), train("d.npy"), 3, {"d.npy: "}},

    {"IdxCutShort", with_file("d.idx", idx(8, {5, 2, 2}, kImage)), train("d.idx"), 3,
     {"d.idx", "promises 20 bytes of values, the file holds 4"}},
    {"IdxOfUnknownType", with_file("d.idx", idx(7, {1, 2, 2}, kImage)), train("d.idx"), 3, {"d.idx: the format is not known"}},
    {"IdxOfNoImages", with_file("d.idx", idx(8, {0, 2, 2}, "")), train("d.idx"), 3, {"0 images"}},
    {"IdxGzipBomb",
     [](BadInput& here) {
       here.write("d.idx.gz", gzipped(idx(8, {1, 1}, std::string(std::size_t{80} << 20, '\0'))));
     },
     train("d.idx.gz"), 3, {"inflates to more than"}},
    {"GzipCutShort", with_file("d.csv.gz", gzipped(curves_csv()).substr(0, 300)), train("d.csv.gz"), 3,
     {"d.csv.gz: ", "cut short"}},
    {"GzipDamaged", with_file("d.csv.gz", replaced(gzipped(curves_csv()), gzipped(curves_csv()).substr(200, 8), "damaged!")),
     train("d.csv.gz"), 3, {"d.csv.gz: "}},

    {"TsWithAnUndeclaredLabel", with_file("d.ts", kTsHead + "1,2,3:c\n"), train("d.ts"), 3,
     {"d.ts: line 5: label 'c' is not declared"}},
    {"TsWithoutData", with_file("d.ts", "@problemName x\n@classLabel true a b\n"), train("d.ts"), 3,
     {"the file ends without @data"}},
    {"TsWithAMissingValue", with_file("d.ts", kTsHead + "1,?,3:a\n"), train("d.ts"), 3,
     {"d.ts: line 5: ", "missing values are not handled"}},

    {"MatWithoutMixout", with_file("d.mat", MatWriter().file(MatWriter().doubles({1, 1}, {1}, "other"))), train("d.mat"), 3,
     {"d.mat: the file has no variable mixout; it holds 'other'"}},
    {"MatCutShort",
     [](BadInput& here) {
       const MatWriter mat;
       const std::string whole = mat.file(mat.cell({mat.doubles({3, 2}, {1, 2, 3, 4, 5, 6})}, "mixout"));
       here.write("d.mat", whole.substr(0, whole.size() - 20));
     },
     train("d.mat"), 3, {"d.mat: byte "}},
    {"MatOfVersion73", with_file("d.mat", "\x89HDF\r\n\x1a\n"), train("d.mat"), 3, {"HDF5"}},
    {"MatWithALabelBeyondTheKey",
     [](BadInput& here) {
       const MatWriter mat;
       here.write("d.mat", mat.file(mat.cell({mat.doubles({3, 1}, {1, 2, 3})}, "mixout") + mat.consts({2}, {"a"})));
     },
     train("d.mat"), 3, {"consts.charlabels says 2; expected 1 to 1"}},
};

class BadData : public BadInputTest {};
TEST_P(BadData, IsRefusedWithItsPlaceAndLeavesNothing) {
  check();
}
INSTANTIATE_TEST_SUITE_P(Case, BadData, ::testing::ValuesIn(kCases), name_of);

}  // namespace
}  // namespace resketch::testing
