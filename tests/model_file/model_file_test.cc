#include "model_file/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/temporary_folder.h"
#include "model_file/safetensors.h"
#include "model_file/sample_model.h"

namespace resketch {
namespace {

using testing::first_difference;
using ::testing::HasSubstr;
using testing::sample_model;

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(ModelFile, GivesTheGoldenBytes) {
  const Bytes bytes = serialise_model(sample_model(1, {2, 1, 1, 1})).value();
  const std::string header =
      R"({"__metadata__":{"format":"resketch-model","format_version":"2","resketch":")"
      R"({\"preset\":\"published\",\"data_name\":\"characters\",\"data_fingerprint\":\"00ff\",)"
      R"(\"generator\":\"lstm\",)"
      R"(\"preprocessing\":{\"kind\":\"series\",\"input_dims\":1,\"steps\":1,\"dims\":1,\"by_hand\":false},)"
      R"(\"training\":{\"hidden\":1,\"steps\":400,\"learning_rate\":0.009999999776482582,)"
      R"(\"schedule\":\"cosine\",)"
      R"(\"noise_in\":0.20000000298023224,\"noise_out\":0.0,\"keep_best\":false,\"seed\":142},)"
      R"(\"calibration\":{\"temperature\":1.0,\"confidence_mean\":0.0,\"confidence_sd\":0.0},)"
      R"(\"selection\":\"kmeans\",\"rejection_keep\":0.95,\"modules\":[{\"label\":\"a\",)"
      R"(\"shape\":{\"inputs\":2,\"hidden\":1,\"outputs\":1,\"steps\":1},\"seed\":18364758544493064720,)"
      R"(\"steps_trained\":400,\"training_loss\":0.1}]}"},)"
      R"("modules.00000.exemplars":{"dtype":"F32","shape":[2,1,1],"data_offsets":[0,8]},)"
      R"("modules.00000.lstm.bias_hh_l0":{"dtype":"F32","shape":[4],"data_offsets":[8,24]},)"
      R"("modules.00000.lstm.bias_ih_l0":{"dtype":"F32","shape":[4],"data_offsets":[24,40]},)"
      R"("modules.00000.lstm.weight_hh_l0":{"dtype":"F32","shape":[4,1],"data_offsets":[40,56]},)"
      R"("modules.00000.lstm.weight_ih_l0":{"dtype":"F32","shape":[4,2],"data_offsets":[56,88]},)"
      R"("modules.00000.out.bias":{"dtype":"F32","shape":[1],"data_offsets":[88,92]},)"
      R"("modules.00000.out.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[92,96]},)"
      R"("preprocessing.mean":{"dtype":"F32","shape":[1],"data_offsets":[96,100]},)"
      R"("preprocessing.sd":{"dtype":"F32","shape":[1],"data_offsets":[100,104]}})";
  const std::size_t padded = (header.size() + 7) / 8 * 8;
  EXPECT_EQ(text_of(bytes).substr(8, padded), header + std::string(padded - header.size(), ' '));
  ASSERT_EQ(bytes.size(), 8 + padded + 104);
  // Counting gives parameters .5 to 21.5 (in PyTorch's order), exemplars 22.5 and 23.5, and so on.
  const std::vector<float> expected = {22.5, 23.5, 16.5, 17.5, 18.5, 19.5, 12.5, 13.5, 14.5,
                                       15.5, 8.5,  9.5,  10.5, 11.5, 0.5,  1.5,  2.5,  3.5,
                                       4.5,  5.5,  6.5,  7.5,  21.5, 20.5, 24.5, 25.5};
  std::vector<float> data(expected.size());
  std::memcpy(data.data(), bytes.data() + 8 + padded, 104);
  EXPECT_EQ(data, expected);
}

TEST(ModelFile, ComesBackThroughTheDisk) {
  const testing::TemporaryFolder folder;
  const Model model = sample_model(3);
  save_model(model, folder / "m.resketch").value();
  EXPECT_EQ(first_difference(load_model(folder / "m.resketch").value(), model), "");
  EXPECT_EQ(folder.count(), 1U);
}

TEST(ModelFile, KeepsAnImageModelWhichHasNoStandardisation) {
  Model model = sample_model();
  model.preprocessing.kind = DataKind::kImage;
  model.preprocessing.mean.clear();
  model.preprocessing.sd.clear();
  EXPECT_EQ(first_difference(parse_model(serialise_model(model).value()).value(), model), "");
}

TEST(ModelFile, KeepsAPenModel) {
  Model model = sample_model();
  model.preprocessing.kind = DataKind::kPenVelocity;
  model.preprocessing.input_dims = 3;
  EXPECT_EQ(first_difference(parse_model(serialise_model(model).value()).value(), model), "");
}

/// The model as a program of format 1 wrote it, which knew no `preprocessing.by_hand`.
Bytes of_format_1(const Model& model) {
  TensorFile file = read_safetensors(serialise_model(model).value()).value();
  auto record = nlohmann::ordered_json::parse(file.metadata.at("resketch"));
  record["preprocessing"].erase("by_hand");
  file.metadata["resketch"] = record.dump();
  file.metadata["format_version"] = "1";
  return write_safetensors(file).value();
}

TEST(ModelFile, OfFormat1IsReadAsItWasMeant) {
  Model model = sample_model();
  model.preprocessing.kind = DataKind::kPenVelocity;
  model.preprocessing.input_dims = 3;
  EXPECT_EQ(first_difference(parse_model(of_format_1(model)).value(), model), "");
}

TEST(ModelFile, KeepsAModelWithoutLstmItsCalibrationAndWhatItsModulesShare) {
  const Model model = testing::stroke_model();
  EXPECT_EQ(first_difference(parse_model(serialise_model(model).value()).value(), model), "");
}

TEST(ModelFile, KeepsManyModulesOfFewTensors) {
  Model model = sample_model(1, {1, 0, 1, 1});
  model.generator = GeneratorKind::kStroke;
  for (int i = 1; i < 500; ++i) {
    model.modules.push_back(model.modules[0]);
    model.modules.back().label = std::to_string(i);
  }
  EXPECT_EQ(first_difference(parse_model(serialise_model(model).value()).value(), model), "");
}

TEST(ModelFile, KeepsLabelsOfAnyLanguageAndPunctuation) {
  Model model = sample_model(3);
  model.modules[0].label = "\xe6\xbc\xa2\xe5\xad\x97";
  model.modules[1].label = "a \"b\"\n\\c\t/";
  model.modules[2].label = std::string("nul\0inside", 10);
  EXPECT_EQ(first_difference(parse_model(serialise_model(model).value()).value(), model), "");
}

TEST(ModelFile, ModulesMayDifferInExemplarsAndHiddenUnits) {
  Model model = sample_model(1, {2, 3, 2, 4});
  testing::Counting counting;
  model.modules.push_back(testing::sample_module("other", {5, 7, 2, 4}, counting));
  EXPECT_EQ(first_difference(parse_model(serialise_model(model).value()).value(), model), "");
}

/// The file's bytes of every tensor of one module.
std::map<std::string, Bytes> tensor_bytes(const Model& model, const std::string& prefix) {
  std::map<std::string, Bytes> bytes;
  for (const auto& [name, tensor] : read_safetensors(serialise_model(model).value()).value().tensors) {
    if (name.starts_with(prefix)) bytes[name] = tensor.data;
  }
  return bytes;
}

TEST(ModelFile, AddingAModuleLeavesTheBytesOfTheOthers) {
  Model model = sample_model(11);
  const Bytes before = serialise_model(model).value();
  std::map<std::string, Bytes> old_modules = tensor_bytes(model, "modules.");
  testing::Counting counting;
  model.modules.push_back(testing::sample_module("new", {3, 5, 2, 4}, counting));
  const Bytes after = serialise_model(model).value();
  std::map<std::string, Bytes> new_modules = tensor_bytes(model, "modules.");
  for (const auto& [name, bytes] : old_modules) EXPECT_EQ(new_modules[name], bytes) << name;

  // The old modules' data are even one unbroken piece, in the same place of the data section.
  std::size_t old_size = 0;
  for (const auto& [name, bytes] : old_modules) old_size += bytes.size();
  const auto data_of = [&](const Bytes& file) {
    std::uint64_t header = 0;
    std::memcpy(&header, file.data(), 8);
    return text_of(file).substr(8 + header, old_size);
  };
  EXPECT_EQ(data_of(before), data_of(after));
}

/// Any finite float by its bits: denormals, -0 and the largest are as likely as their share of patterns.
rc::Gen<float> finite_floats() {
  return rc::gen::map(
      rc::gen::suchThat(rc::gen::arbitrary<std::uint32_t>(),
                        [](std::uint32_t bits) { return std::isfinite(std::bit_cast<float>(bits)); }),
      [](std::uint32_t bits) { return std::bit_cast<float>(bits); });
}

void fill(std::vector<float>& values) {
  values = *rc::gen::container<std::vector<float>>(values.size(), finite_floats());
}

RC_GTEST_PROP(ModelFile, AnyModelComesBackBitByBit, ()) {
  const auto size = [](int high) { return *rc::gen::inRange(1, high + 1); };
  const LstmShape shape{size(6), size(9), size(5), size(12)};
  Model model = sample_model(size(4), shape);
  for (Module& module : model.modules) {
    fill(module.parameters);
    fill(module.exemplars);
    module.seed = *rc::gen::arbitrary<std::uint64_t>();
    module.training_loss = std::abs(std::bit_cast<double>(*rc::gen::arbitrary<std::uint64_t>() >> 2));
  }
  fill(model.preprocessing.mean);
  model.training.learning_rate = std::abs(*finite_floats());
  model.training.noise_in = std::abs(*finite_floats());
  model.training.keep_best = *rc::gen::arbitrary<bool>();
  model.training.seed = *rc::gen::arbitrary<std::uint64_t>();
  const Bytes bytes = serialise_model(model).value();
  const Model read = parse_model(bytes).value();
  RC_ASSERT(first_difference(read, model) == "");
  RC_ASSERT(serialise_model(read).value() == bytes);
}

TEST(SaveModel, RefusesToWriteWhatCouldNotBeRead) {
  const testing::TemporaryFolder folder;
  const auto refused = [&](auto spoil) {
    Model model = sample_model();
    spoil(model);
    const auto result = save_model(model, folder / "m");
    return result ? std::string("was written") : std::string(result.error().what());
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(refused([](Model& m) { m.modules.clear(); }), HasSubstr("modules: is empty"));
  EXPECT_THAT(refused([&](Model& m) { m.modules[1].exemplars[3] = nan; }),
              HasSubstr("tensor 'modules.00001.exemplars': value 3 is nan"));
  EXPECT_THAT(refused([](Model& m) { m.modules[0].parameters.pop_back(); }), HasSubstr("values, expected"));
  EXPECT_THAT(refused([](Model& m) { m.modules[0].exemplars.push_back(0); }),
              HasSubstr("'modules.00000.exemplars': has 17 values, expected 16"));
  EXPECT_THAT(refused([](Model& m) { m.modules[0].label = "\xff"; }), HasSubstr("'\\xff' is not UTF-8 text"));
  EXPECT_THAT(refused([](Model& m) { m.modules[1].label = "a"; }), HasSubstr("label appears twice"));
  EXPECT_THAT(refused([](Model& m) { m.data_name = "\xff"; }),
              HasSubstr("data_name: '\\xff' is not UTF-8 text"));
  EXPECT_THAT(refused([&](Model& m) { m.modules[0].training_loss = nan; }),
              HasSubstr("training_loss: is null"));
  EXPECT_THAT(refused([](Model& m) { m.modules[0].shape.hidden = -1; }), HasSubstr("shape.hidden: is -1"));
  EXPECT_THAT(refused([](Model& m) { m.preprocessing.sd[0] = 0; }),
              HasSubstr("value 0 is 0, expected a number above 0"));
  EXPECT_THAT(refused([](Model& m) { m.preprocessing.mean.pop_back(); }),
              HasSubstr("has 1 means and 2 standard"));
  EXPECT_EQ(folder.count(), 0U);
}

TEST(SaveModel, SaysWhichFolderIsMissing) {
  const auto result = save_model(sample_model(), "/no/such/folder/m");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(result.error().what(), HasSubstr("/no/such/folder/m: cannot write"));
}

TEST(LoadModel, NamesTheFileInEveryError) {
  const testing::TemporaryFolder folder;
  EXPECT_EQ(load_model(folder / "none").error().code(), ErrorCode::kNotFound);
  write_file_atomically(folder / "m", "not a model at all").value();
  const auto result = load_model(folder / "m");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kBadInput);
  EXPECT_THAT(result.error().what(), HasSubstr((folder / "m").string() + ": byte 0: header length"));
}

}  // namespace
}  // namespace resketch
