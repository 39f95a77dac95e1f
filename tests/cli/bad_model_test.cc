// Model files that are damaged, foreign, newer, or do not fit the data.
#include <cmath>
#include <cstring>
#include <utility>

#include "cli/bad_case.h"
#include "data/format_writers.h"

namespace resketch::testing {
namespace {

/// Writes m.resketch, changed by `change`, as bad.resketch.
std::function<void(BadInput&)> changed(const std::function<std::string(std::string)>& change) {
  return [=](BadInput& here) { here.write("bad.resketch", change(here.read("m.resketch"))); };
}

/// Replaces a part of the JSON header by one of equal length.
std::function<void(BadInput&)> header_with(const std::string& from, const std::string& to) {
  return changed([=](std::string file) {
    const auto at = file.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    EXPECT_EQ(from.size(), to.size());
    return at == std::string::npos ? file : file.replace(at, from.size(), to);
  });
}

std::string with_last_float(std::string file, float value) {
  std::memcpy(file.data() + file.size() - sizeof value, &value, sizeof value);
  return file;
}

std::string with_header_length(std::string file, std::uint64_t length) {
  std::memcpy(file.data(), &length, sizeof length);
  return file;
}

const std::vector<std::string> kInfo = {"info", "bad.resketch"};
const std::vector<std::string> kClassify = {"classify", "bad.resketch", "curves.csv", "--explain",
                                            "why.html"};
const std::string kImages = idx(8, {2, 2, 3}, std::string(12, '\x40'));

const BadCase kCases[] = {
    {"MissingModel", {}, {"info", "nowhere.resketch"}, 3, {"nowhere.resketch: "}},
    {"EmptyModel", with_file("bad.resketch", ""), kInfo, 3, {"bad.resketch: "}},
    {"TextForAModel",
     with_file("bad.resketch", "this is no model, whatever its name says"),
     kInfo,
     3,
     {"bad.resketch: "}},
    {"FolderForAModel",
     [](BadInput& here) { std::filesystem::create_directory(here.folder_ / "bad.resketch"); },
     kInfo,
     3,
     {"bad.resketch: "}},
    {"ModelCutShort",
     changed([](const std::string& file) { return file.substr(0, file.size() - 100); }),
     kClassify,
     3,
     {"bad.resketch: "}},
    {"ModelCutInItsHeader",
     changed([](const std::string& file) { return file.substr(0, 100); }),
     kInfo,
     3,
     {"bad.resketch: "}},
    {"ModelWithBytesBehindIt",
     changed([](const std::string& file) { return file + "more"; }),
     kInfo,
     3,
     {"bad.resketch: "}},
    {"ModelWithALyingHeaderLength",
     changed([](std::string file) { return with_header_length(std::move(file), std::uint64_t{1} << 62); }),
     kInfo,
     3,
     {"bad.resketch: "}},
    {"ModelWithNan",
     changed([](std::string file) { return with_last_float(std::move(file), std::nanf("")); }),
     kClassify,
     3,
     {"bad.resketch: tensor '", "expected a finite number"}},
    {"ModelOfANewerVersion",
     header_with("\"format_version\":\"2\"", "\"format_version\":\"9\""),
     kInfo,
     3,
     {"bad.resketch: this model is of format 9; this program reads up to 2"}},
    {"ModelOfAnotherProgram",
     header_with("resketch-model", "resketch-other"),
     kInfo,
     3,
     {"bad.resketch: metadata 'format'"}},
    {"ModelWithALyingShape", header_with("[16,4]", "[16,9]"), kInfo, 3, {"bad.resketch: "}},
    {"ModelWithWrongDtype", header_with("\"F32\"", "\"I32\""), kInfo, 3, {"bad.resketch: tensor"}},
    {"ModelWithALabelTwice",
     header_with("\\\"label\\\":\\\"b\\\"", "\\\"label\\\":\\\"a\\\""),
     kInfo,
     3,
     {"label appears twice"}},

    {"DataOfOtherDims",
     with_file("d.csv", "id,step,x,y,z\na,0,1,2,3\na,1,2,3,4\n"),
     {"classify", "m.resketch", "d.csv"},
     3,
     {"d.csv", "3", "2"}},
    {"ImagesForAModelOfCurves",
     with_file("d.idx", kImages),
     {"classify", "m.resketch", "d.idx", "--explain", "why.html"},
     3,
     {"d.idx"}},
    {"ImagesOfAnotherSize",
     [](BadInput& here) {
       here.write("i.resketch", "");
       here.write("train-images-idx3-ubyte",
                  idx(8, {4, 3, 3}, std::string(18, '\x40') + std::string(18, '\x70')));
       here.write("train-labels-idx1-ubyte", idx(8, {4}, std::string("\0\0\1\1", 4)));
       here.options_.folder = here.folder_.path();
       const Outcome trained = run_process(
           command_path(),
           {"train", "train-images-idx3-ubyte", "-o", "i.resketch", "--steps", "20", "--exemplars", "2"},
           here.options_);
       EXPECT_EQ(trained.exit_code, 0) << trained.err;
       here.write("d.idx", kImages);
     },
     {"evaluate", "i.resketch", "d.idx"},
     3,
     {"d.idx"}},
    {"ImagesOfUnequalSizeToTrain",
     with_file("d.csv", "id,step,x,label\na,0,1,u\na,1,0,u\nb,0,1,v\n"),
     {"train", "d.csv", "--kind", "image", "-o", "new.resketch"},
     3,
     {"d.csv: item b"}},
    {"PenDataOfOneAxis",
     with_file("d.csv", "id,step,x,label\na,0,1,u\na,1,0,u\n"),
     {"train", "d.csv", "--kind", "pen", "-o", "new.resketch"},
     3,
     {"d.csv: pen velocity needs x and y"}},

    {"AddedLabelThatTheModelHas",
     {},
     {"add-class", "m.resketch", "curves.csv", "--label", "a", "-o", "new.resketch"},
     2,
     {"the model already has a class 'a'"}},
    {"AddedLabelThatTheDataHasNot",
     {},
     {"add-class", "m.resketch", "curves.csv", "--label", "q", "-o", "new.resketch"},
     3,
     {"no item is labelled 'q'"}},
    {"AddedLabelThatIsEmpty",
     {},
     {"add-class", "m.resketch", "curves.csv", "--label", "", "-o", "new.resketch"},
     2,
     {"--label"}},
};

class BadModel : public BadInputTest {};
TEST_P(BadModel, IsRefusedWithItsPlaceAndLeavesNothing) {
  check();
}
INSTANTIATE_TEST_SUITE_P(Case, BadModel, ::testing::ValuesIn(kCases), name_of);

}  // namespace
}  // namespace resketch::testing
