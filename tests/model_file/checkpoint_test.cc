#include "model_file/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "base/temporary_folder.h"
#include "model_file/model_file.h"
#include "model_file/sample_model.h"

namespace resketch {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

constexpr const char* kOptions =
    R"({"data":"00ff","training":{"steps":20000,"noise_in":0.2},"labels":["a","b"]})";

Checkpoint sample() {
  Checkpoint checkpoint;
  checkpoint.options_json = kOptions;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  checkpoint.tensors["group0.parameters"] = make_tensor<float>(std::vector{1.0F, nan, -0.0F, 3.0F}, {2, 2});
  checkpoint.tensors["group0.step"] = make_tensor<std::int64_t>(std::vector<std::int64_t>{123}, {});
  return checkpoint;
}

TEST(Checkpoint, ComesBackBitByBit) {
  const TemporaryFolder folder;
  save_checkpoint(folder / "c", sample()).value();
  save_checkpoint(folder / "c", sample()).value();
  const Checkpoint read = load_checkpoint(folder / "c", kOptions).value();
  EXPECT_EQ(read.options_json, kOptions);
  EXPECT_EQ(read.tensors, sample().tensors);
  EXPECT_EQ(folder.count(), 1U);
}

TEST(Checkpoint, ComparesOptionsAsValuesNotAsText) {
  const Bytes bytes = serialise_checkpoint(sample()).value();
  EXPECT_TRUE(parse_checkpoint(
      bytes, R"({ "training": {"noise_in": 2e-1, "steps": 20000}, "labels": ["a", "b"], "data": "00ff" })"));
}

std::string refusal(std::string_view options) {
  const auto result = parse_checkpoint(serialise_checkpoint(sample()).value(), options);
  if (result) return "was taken";
  EXPECT_EQ(result.error().code(), ErrorCode::kUsage);
  return result.error().what();
}

TEST(Checkpoint, NamesTheOptionsThatDiffer) {
  EXPECT_EQ(refusal(R"({"data":"00ff","training":{"steps":40000,"noise_in":0.2},"labels":["a","c"]})"),
            "the checkpoint was made with other options: labels[1] is \"b\" there and \"c\" here, "
            "training.steps is 20000 there and 40000 here");
  EXPECT_THAT(refusal(R"({"data":"00ff","training":{"steps":20000},"labels":["a","b"]})"),
              HasSubstr("training.noise_in is 0.2 there and missing here"));
  EXPECT_THAT(
      refusal(R"({"data":"00ff","training":{"steps":20000,"noise_in":0.2,"seed":1},"labels":["a","b"]})"),
      HasSubstr("training.seed is missing there and 1 here"));
}

TEST(Checkpoint, NamesAFewWhereManyOptionsDiffer) {
  const std::string text = refusal(R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6})");
  EXPECT_THAT(text, HasSubstr("a is missing there and 1 here"));
  EXPECT_THAT(text, HasSubstr(", 6 more"));
}

TEST(Checkpoint, RefusesOptionsThatAreNoObject) {
  Checkpoint checkpoint = sample();
  for (const char* options : {"", "1", "[]", "{\"a\":}", "{\"a\":1,\"a\":2}"}) {
    checkpoint.options_json = options;
    EXPECT_EQ(serialise_checkpoint(checkpoint).error().code(), ErrorCode::kBadInput) << options;
    EXPECT_THAT(refusal(options), HasSubstr("expected options")) << options;
  }
}

TEST(Checkpoint, RefusesAModelAndANewerVersion) {
  const auto model = parse_checkpoint(serialise_model(testing::sample_model()).value(), kOptions);
  EXPECT_THAT(model.error().what(), HasSubstr("is 'resketch-model', expected 'resketch-checkpoint'"));

  TensorFile file;
  file.metadata = {{"format", "resketch-checkpoint"}, {"format_version", "9"}};
  const auto newer = parse_checkpoint(write_safetensors(file).value(), kOptions);
  EXPECT_EQ(newer.error().code(), ErrorCode::kUnsupported);
  EXPECT_STREQ(newer.error().what(), "this checkpoint is of format 9; this program reads up to 1");
}

TEST(Checkpoint, IsRefusedWhereverItBreaksOff) {
  const Bytes whole = serialise_checkpoint(sample()).value();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto result = parse_checkpoint(std::span(whole).first(size), kOptions);
    ASSERT_FALSE(result) << size;
    ASSERT_EQ(result.error().code(), ErrorCode::kBadInput) << size;
  }
}

TEST(Checkpoint, NamesTheFileInErrors) {
  const TemporaryFolder folder;
  EXPECT_EQ(load_checkpoint(folder / "none", kOptions).error().code(), ErrorCode::kNotFound);
  write_file_atomically(folder / "c", "{}").value();
  EXPECT_THAT(load_checkpoint(folder / "c", kOptions).error().what(),
              HasSubstr((folder / "c").string() + ": byte 0"));
  EXPECT_EQ(save_checkpoint("/no/such/folder/c", sample()).error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace resketch
