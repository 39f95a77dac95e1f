// Model files that are sound safetensors but no sound models, and models damaged byte by byte.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "model_file/model_file.h"
#include "model_file/safetensors.h"
#include "model_file/sample_model.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::HasSubstr;
using testing::sample_model;

TensorFile sound_file() {
  return read_safetensors(serialise_model(sample_model()).value()).value();
}

void set_float(TensorFile& file, const std::string& tensor, std::size_t index, float value) {
  std::memcpy(file.tensors.at(tensor).data.data() + index * sizeof value, &value, sizeof value);
}

/// What is done to a sound file of two modules, and what must be said about it.
struct HostileModel {
  const char* name;
  std::function<void(TensorFile&)> spoil;
  const char* message;
  ErrorCode code = ErrorCode::kBadInput;
};

void PrintTo(const HostileModel& model, std::ostream* out) {
  *out << model.name;
}

/// Changes the record, the JSON text in the metadata.
std::function<void(TensorFile&)> record(const std::function<void(Json&)>& change) {
  return [change](TensorFile& file) {
    Json json = Json::parse(file.metadata.at("resketch"));
    change(json);
    file.metadata["resketch"] = json.dump();
  };
}

std::function<void(TensorFile&)> metadata(const std::string& key, const std::string& value) {
  return [=](TensorFile& file) { file.metadata[key] = value; };
}

class HostileModels : public ::testing::TestWithParam<HostileModel> {};

TEST_P(HostileModels, AreRefusedWithTheirReason) {
  TensorFile file = sound_file();
  GetParam().spoil(file);
  const auto result = parse_model(write_safetensors(file).value());
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().what(), HasSubstr(GetParam().message));
  EXPECT_EQ(result.error().code(), GetParam().code);
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

const HostileModel kHostile[] = {
    {"NoFormat", [](TensorFile& f) { f.metadata.erase("format"); },
     "metadata 'format': is missing: not a model of resketch"},
    {"NoMetadata", [](TensorFile& f) { f.metadata.clear(); }, "metadata 'format': is missing"},
    {"ACheckpoint", metadata("format", "resketch-checkpoint"),
     "is 'resketch-checkpoint', expected 'resketch-model'"},
    {"NewerVersion", metadata("format_version", "3"), "this model is of format 3; this program reads up to 2",
     ErrorCode::kUnsupported},
    {"NewerVersionWithNewContent",
     [](TensorFile& f) {
       f.metadata = {{"format", "resketch-model"}, {"format_version", "17"}, {"new", "x"}};
     },
     "this model is of format 17; this program reads up to 2", ErrorCode::kUnsupported},
    {"OlderVersionWithoutPreprocessing",
     [](TensorFile& f) {
       f.metadata["format_version"] = "1";
       record([](Json& j) { j.erase("preprocessing"); })(f);
     },
     "preprocessing: is missing"},
    {"OlderVersionWithPreprocessingAsText",
     [](TensorFile& f) {
       f.metadata["format_version"] = "1";
       record([](Json& j) { j["preprocessing"] = "x"; })(f);
     },
     "preprocessing: expected an object"},
    {"ByHandMissing", record([](Json& j) { j["preprocessing"].erase("by_hand"); }),
     "preprocessing.by_hand: is missing"},
    {"NoVersion", [](TensorFile& f) { f.metadata.erase("format_version"); },
     "metadata 'format_version': is missing"},
    {"VersionZero", metadata("format_version", "0"), "is '0', expected a whole number from 1"},
    {"VersionText", metadata("format_version", "1x"), "is '1x', expected a whole number from 1"},
    {"VersionHuge", metadata("format_version", "99999999999999999999"), "expected a whole number from 1"},
    {"MetadataUnknown", metadata("extra", ""), "metadata: has an unknown key 'extra'"},
    {"NoRecord", [](TensorFile& f) { f.metadata.erase("resketch"); }, "metadata 'resketch': is missing"},
    {"RecordEmpty", metadata("resketch", ""), "metadata 'resketch': byte 1: is not JSON"},
    {"RecordNotJson", metadata("resketch", "{\"preset\": }"), "metadata 'resketch': byte 12: is not JSON"},
    {"RecordNumber", metadata("resketch", "1"), "metadata 'resketch': expected an object"},
    {"RecordArray", metadata("resketch", "[]"), "metadata 'resketch': expected an object"},
    {"RecordWithZeroByte", metadata("resketch", std::string("{}\0", 3)), "holds a zero byte"},
    {"RecordDeep", metadata("resketch", std::string(9, '[') + std::string(9, ']')),
     "is nested deeper than 8"},
    {"RecordKeyTwice", metadata("resketch", "{\"preset\":\"\",\"preset\":\"\"}"),
     "key 'preset' appears twice"},
    {"RecordOfManyValues",
     metadata("resketch", "[" + fmt::format("{}", fmt::join(std::vector(1000, 0), ",")) + "]"),
     "has more than 320 values"},
    {"FieldMissing", record([](Json& j) { j.erase("preset"); }), "metadata 'resketch': preset: is missing"},
    {"FieldUnknown", record([](Json& j) { j["colour"] = 1; }),
     "metadata 'resketch': has an unknown key 'colour'"},
    {"FieldOfWrongType", record([](Json& j) { j["preset"] = 1; }), "preset: is 1, expected text"},
    {"OptionMissing", record([](Json& j) { j["training"].erase("noise_in"); }),
     "training.noise_in: is missing"},
    {"OptionUnknown", record([](Json& j) { j["training"]["x"] = 0; }), "training: has an unknown key 'x'"},
    {"OptionText", record([](Json& j) { j["training"]["noise_in"] = "0.2"; }),
     "noise_in: is '0.2', expected a number"},
    {"OptionAboveFloat", record([](Json& j) { j["training"]["noise_in"] = 1e300; }),
     "noise_in: is 1e+300, expected"},
    {"OptionNotBoolean", record([](Json& j) { j["training"]["keep_best"] = 0; }),
     "is 0, expected true or false"},
    {"SeedNegative", record([](Json& j) { j["training"]["seed"] = -1; }),
     "seed: is -1, expected a whole number from 0"},
    {"ScheduleUnknown", record([](Json& j) { j["training"]["schedule"] = "linear"; }),
     "schedule: is 'linear', expected one of constant, cosine"},
    {"KindUnknown", record([](Json& j) { j["preprocessing"]["kind"] = "sound"; }),
     "preprocessing.kind: is 'sound', expected one of series, pen_velocity, image"},
    {"KeepAboveOne", record([](Json& j) { j["rejection_keep"] = 1.5; }),
     "rejection_keep: is 1.5, expected a number from 0 to 1"},
    {"ModulesMissing", record([](Json& j) { j.erase("modules"); }), "modules: is missing"},
    {"ModulesEmpty", record([](Json& j) { j["modules"] = Json::array(); }),
     "modules: is empty, expected one or more"},
    {"ModulesObject", record([](Json& j) { j["modules"] = Json::object(); }),
     "modules: is an object, expected an array"},
    {"ModuleNumber", record([](Json& j) { j["modules"][1] = 1; }), "modules[1]: expected an object"},
    {"LabelEmpty", record([](Json& j) { j["modules"][1]["label"] = ""; }), "modules[1] '': label is empty"},
    {"LabelTwice", record([](Json& j) { j["modules"][1]["label"] = "a"; }),
     "modules[1] 'a': label appears twice"},
    {"HiddenZero", record([](Json& j) { j["modules"][0]["shape"]["hidden"] = 0; }),
     "tensor 'modules.00000.lstm.bias_hh_l0': is not part of a model of 2 modules"},
    {"GeneratorUnknown", record([](Json& j) { j["generator"] = "gan"; }),
     "generator: is 'gan', expected one of lstm, stroke, series, image"},
    {"GeneratorWithoutLstm", record([](Json& j) { j["generator"] = "stroke"; }),
     "modules[0] 'a': has 3 hidden units, which does not fit the generator 'stroke'"},
    {"TemperatureNegative", record([](Json& j) { j["calibration"]["temperature"] = -1; }),
     "calibration.temperature: is -1, expected a number"},
    {"CalibrationMissing", record([](Json& j) { j.erase("calibration"); }), "calibration: is missing"},
    {"StyleNan",
     [](TensorFile& f) { f.tensors["style.x"] = make_tensor<float>(std::vector{0.0F, kNan}, {2}); },
     "tensor 'style.x': value 1 is nan"},
    {"StyleOfTwoDims",
     [](TensorFile& f) { f.tensors["style.x"] = make_tensor<float>(std::vector{0.0F, 1.0F}, {1, 2}); },
     "tensor 'style.x': has shape [1, 2], expected [1]"},
    {"StyleOfWrongType",
     [](TensorFile& f) { f.tensors["style.x"] = make_tensor<double>(std::vector{0.0}, {1}); },
     "tensor 'style.x': has type F64, expected F32"},
    {"HiddenNegative", record([](Json& j) { j["modules"][0]["shape"]["hidden"] = -3; }),
     "modules[0].shape.hidden: is -3, expected a whole number from 0 to 4096"},
    {"HiddenFraction", record([](Json& j) { j["modules"][0]["shape"]["hidden"] = 3.5; }),
     "shape.hidden: is 3.5"},
    {"InputsHuge", record([](Json& j) { j["modules"][0]["shape"]["inputs"] = 2'000'000'000; }),
     "shape.inputs: is 2000000000, expected a whole number from 1 to 100000"},
    {"HiddenAbove64Bits", record([](Json& j) { j["modules"][0]["shape"]["hidden"] = 1e30; }),
     "shape.hidden: is 1e+30"},
    {"LyingShape", record([](Json& j) { j["modules"][1]["shape"]["inputs"] = 100'000; }),
     "tensor 'modules.00001.lstm.weight_ih_l0': has shape [12, 2], expected [12, 100000]"},
    {"StepsDiffer", record([](Json& j) { j["preprocessing"]["steps"] = 5; }),
     "modules[0] 'a': draws 4 steps, expected the preprocessing's 5"},
    {"DimsDiffer", record([](Json& j) { j["preprocessing"]["dims"] = 3; }),
     "tensor 'preprocessing.mean': has shape [2], expected [3]"},
    {"ByHandWithoutAPen", record([](Json& j) { j["preprocessing"]["by_hand"] = true; }),
     "preprocessing: is by hand, which only pen velocities are"},
    {"InputDimsDiffer", record([](Json& j) { j["preprocessing"]["input_dims"] = 3; }),
     "preprocessing: 3 dims become 2"},
    {"PenOfOneDim", record([](Json& j) {
       j["preprocessing"]["kind"] = "pen_velocity";
       j["preprocessing"]["input_dims"] = 1;
     }),
     "pen velocities of 1 dims become 2, expected 2 or more to become 2"},
    {"LossNegative", record([](Json& j) { j["modules"][0]["training_loss"] = -0.1; }),
     "training_loss: is -0.1"},
    {"LossNull", record([](Json& j) { j["modules"][0]["training_loss"] = nullptr; }),
     "training_loss: is null, expected a number"},
    {"OneRecordTooMany", record([](Json& j) {
       j["modules"].push_back(j["modules"][0]);
       j["modules"][2]["label"] = "c";
     }),
     "tensor 'modules.00002.lstm.weight_ih_l0': is missing"},
    {"OneRecordTooFew", record([](Json& j) { j["modules"].erase(1); }),
     "tensor 'modules.00001.exemplars': is not part of a model of 1 modules"},
    {"TensorMissing", [](TensorFile& f) { f.tensors.erase("modules.00001.out.bias"); },
     "tensor 'modules.00001.out.bias': is missing"},
    {"TensorUnknown", [](TensorFile& f) { f.tensors["zzz"] = f.tensors["preprocessing.sd"]; },
     "tensor 'zzz': is not part of a model of 2 modules"},
    {"TensorOfWrongType",
     [](TensorFile&
            f) { f.tensors["modules.00000.out.bias"] = make_tensor<double>(std::vector{1.0, 2.0}, {2}); },
     "tensor 'modules.00000.out.bias': has type F64, expected F32"},
    {"TensorTransposed", [](TensorFile& f) { f.tensors["modules.00000.out.weight"].shape = {3, 2}; },
     "tensor 'modules.00000.out.weight': has shape [3, 2], expected [2, 3]"},
    {"ImageWithMeans", record([](Json& j) { j["preprocessing"]["kind"] = "image"; }),
     "tensor 'preprocessing.mean': is not part of a model"},
    {"SeriesWithoutMeans", [](TensorFile& f) { f.tensors.erase("preprocessing.mean"); },
     "tensor 'preprocessing.mean': is missing"},
    {"WeightNan", [](TensorFile& f) { set_float(f, "modules.00001.lstm.weight_hh_l0", 7, kNan); },
     "tensor 'modules.00001.lstm.weight_hh_l0': value 7 is nan, expected a finite number"},
    {"ExemplarInfinite", [](TensorFile& f) { set_float(f, "modules.00000.exemplars", 0, -kInfinity); },
     "tensor 'modules.00000.exemplars': value 0 is -inf, expected a finite number"},
    {"MeanInfinite", [](TensorFile& f) { set_float(f, "preprocessing.mean", 1, kInfinity); },
     "tensor 'preprocessing.mean': value 1 is inf"},
    {"DeviationZero", [](TensorFile& f) { set_float(f, "preprocessing.sd", 1, 0); },
     "tensor 'preprocessing.sd': value 1 is 0, expected a number above 0"},
    {"DeviationNegative", [](TensorFile& f) { set_float(f, "preprocessing.sd", 0, -1); },
     "tensor 'preprocessing.sd': value 0 is -1, expected a number above 0"},
};

INSTANTIATE_TEST_SUITE_P(Case, HostileModels, ::testing::ValuesIn(kHostile),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(DamagedModel, IsRefusedWhereverItBreaksOff) {
  const Bytes whole = serialise_model(sample_model()).value();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A copy of its own, so that AddressSanitizer sees the first byte read beyond it.
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto result = parse_model(part);
    ASSERT_FALSE(result) << size << " of " << whole.size() << " bytes";
    ASSERT_EQ(result.error().code(), ErrorCode::kBadInput) << size;
  }
}

TEST(DamagedModel, IsRefusedOrSoundWithAnyByteChanged) {
  const Bytes whole = serialise_model(sample_model(1, {1, 1, 1, 1})).value();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int change : {0x01, 0x20, 0x80, 0xff}) {
      Bytes damaged = whole;
      damaged[i] ^= static_cast<std::byte>(change);
      const auto result = parse_model(damaged);
      if (result) {
        ASSERT_TRUE(check_model(*result)) << "byte " << i;
      }
    }
  }
}

TEST(HostileModel, IsRefusedWithAGeneratorOfOtherData) {
  const auto refusal = [](const std::string& generator) {
    TensorFile file = read_safetensors(serialise_model(testing::stroke_model()).value()).value();
    record([&](Json& j) { j["generator"] = generator; })(file);
    const auto result = parse_model(write_safetensors(file).value());
    return result.ok() ? std::string() : std::string(result.error().what());
  };
  EXPECT_EQ(refusal("series"), "");
  EXPECT_THAT(refusal("image"),
              HasSubstr("generator: is 'image', which does not draw what preprocessing.kind says"));
}

TEST(DamagedModel, IsRefusedWithABytePutBehindIt) {
  Bytes bytes = serialise_model(sample_model()).value();
  bytes.push_back(std::byte{0});
  EXPECT_THAT(parse_model(bytes).error().what(), HasSubstr("1 bytes follow the last tensor"));
}

}  // namespace
}  // namespace resketch
