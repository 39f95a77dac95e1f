#include "model_file/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>
#include <limits>
#include <numeric>

#include "base/aligned.h"

namespace resketch {
namespace {

using ::testing::HasSubstr;

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TensorFile two_tensors() {
  TensorFile file;
  file.metadata["key"] = "value";
  file.tensors["b"] = make_tensor<float>(std::vector{1.0F, -2.0F}, {1, 2});
  file.tensors["a"] = make_tensor<std::uint8_t>(std::vector<std::uint8_t>{7}, {1});
  return file;
}

TEST(WriteSafetensors, GivesTheGoldenBytes) {
  const Bytes bytes = write_safetensors(two_tensors()).value();
  // 139 characters of JSON and 5 spaces: 144 = 0x90.
  const std::string expected = std::string("\x90\0\0\0\0\0\0\0", 8) +
                               R"({"__metadata__":{"key":"value"},)"
                               R"("b":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},)"
                               R"("a":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}})" +
                               std::string(5, ' ') + std::string("\0\0\x80\x3f\0\0\0\xc0\x07", 9);
  EXPECT_EQ(text_of(bytes), expected);
  EXPECT_EQ(read_safetensors(bytes).value(), two_tensors());
}

TEST(WriteSafetensors, AFileMayBeEmpty) {
  const Bytes bytes = write_safetensors({}).value();
  EXPECT_EQ(text_of(bytes), std::string("\x08\0\0\0\0\0\0\0", 8) + "{}      ");
  EXPECT_EQ(read_safetensors(bytes).value(), TensorFile{});
}

TEST(WriteSafetensors, RefusesDataThatDoesNotFitItsShape) {
  TensorFile file = two_tensors();
  file.tensors["b"].shape = {3};
  const auto result = write_safetensors(file);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().what(), HasSubstr("tensor 'b': has 8 bytes, expected 12 for F32 of shape [3]"));
}

TEST(WriteSafetensors, RefusesNamesThatAreNotText) {
  TensorFile file = two_tensors();
  file.tensors["\xff"] = file.tensors["a"];
  EXPECT_THAT(write_safetensors(file).error().what(), HasSubstr("'\\xff' is not UTF-8"));
}

TEST(WriteSafetensors, RefusesTheNameThatTheFormatKeeps) {
  TensorFile file = two_tensors();
  file.tensors["__metadata__"] = file.tensors["a"];
  EXPECT_THAT(write_safetensors(file).error().what(), HasSubstr("keeps for metadata"));
}

TEST(ReadSafetensors, TakesAFileOfTheReferenceWriter) {
  // safetensors 0.4 (Python), save({"x": np.arange(3, dtype=np.int64)}): keys in its own order.
  const std::string header = R"({"x":{"dtype":"I64","shape":[3],"data_offsets":[0,24]}}  )";
  std::string file("\x38\0\0\0\0\0\0\0", 8);
  file += header.substr(0, 56);
  for (char i = 0; i < 3; ++i) file += std::string(1, i) + std::string(7, '\0');
  const TensorFile read = read_safetensors(std::as_bytes(std::span(file))).value();
  EXPECT_EQ(read.tensors.at("x"), make_tensor<std::int64_t>(std::vector<std::int64_t>{0, 1, 2}, {3}));
}

TEST(ReadSafetensors, KeepsEveryBitPattern) {
  const std::vector<double> values = {-0.0, std::numeric_limits<double>::quiet_NaN(), 5e-324,
                                      std::numeric_limits<double>::infinity()};
  TensorFile file;
  file.tensors["x"] = make_tensor<double>(values, {2, 2});
  TensorMap tensors = read_safetensors(write_safetensors(file).value()).value().tensors;
  std::vector<double> read;
  take_tensor(tensors, "x", {2, 2}, read).value();
  EXPECT_EQ(std::memcmp(read.data(), values.data(), sizeof(double) * 4), 0);
  EXPECT_TRUE(tensors.empty());
}

TEST(ReadSafetensors, TakesNumbersWithoutAShapeAndTensorsWithoutElements) {
  TensorFile file;
  file.tensors["scalar"] = make_tensor<std::uint64_t>(std::vector<std::uint64_t>{1}, {});
  file.tensors["none"] = make_tensor<float>(std::vector<float>{}, {0, 5});
  EXPECT_EQ(read_safetensors(write_safetensors(file).value()).value(), file);
}

TEST(TakeTensor, AppendsToAVectorOfAnyAllocator) {
  TensorMap tensors;
  tensors["x"] = make_tensor<float>(std::vector{1.0F, 2.0F}, {2});
  AlignedVector<float> values = {0.0F};
  take_tensor(tensors, "x", {2}, values).value();
  EXPECT_EQ(values, (AlignedVector<float>{0, 1, 2}));
}

TEST(TakeTensor, SaysWhatItFoundAndExpected) {
  TensorMap tensors;
  tensors["x"] = make_tensor<float>(std::vector{1.0F, 2.0F}, {2});
  std::vector<float> floats;
  std::vector<double> doubles;
  EXPECT_STREQ(take_tensor(tensors, "y", {2}, floats).error().what(), "tensor 'y': is missing");
  EXPECT_STREQ(take_tensor(tensors, "x", {2, 1}, floats).error().what(),
               "tensor 'x': has shape [2], expected [2, 1]");
  EXPECT_STREQ(take_tensor(tensors, "x", {2}, doubles).error().what(),
               "tensor 'x': has type F32, expected F64");
}

RC_GTEST_PROP(Safetensors, AnyFileComesBackAsItWas, ()) {
  TensorFile file;
  const auto text = rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  file.metadata = *rc::gen::container<std::map<std::string, std::string>>(text, text);
  const int count = *rc::gen::inRange(0, 6);
  for (int i = 0; i < count; ++i) {
    Tensor tensor;
    tensor.dtype = static_cast<DType>(*rc::gen::inRange(0, 6));
    tensor.shape =
        *rc::gen::container<TensorShape>(*rc::gen::inRange(0, 4), rc::gen::inRange<std::uint64_t>(0, 5));
    const std::uint64_t size = *element_count(tensor.shape) * size_of(tensor.dtype);
    tensor.data = *rc::gen::container<Bytes>(
        size, rc::gen::map(rc::gen::inRange(0, 256), [](int byte) { return static_cast<std::byte>(byte); }));
    file.tensors[*text] = tensor;
  }
  const Bytes bytes = write_safetensors(file).value();
  RC_ASSERT(read_safetensors(bytes).value() == file);
  // The data starts, and every tensor lies, at a multiple of its element's size.
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  RC_ASSERT(header % 8 == 0U);
}

}  // namespace
}  // namespace resketch
