#include <cstring>
#include <map>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using AddClass = CommandTest;

/// The bytes of every tensor of a safetensors file.
std::map<std::string, std::string> tensors(const std::string& file) {
  std::uint64_t header_bytes = 0;
  std::memcpy(&header_bytes, file.data(), sizeof header_bytes);
  const Json header = Json::parse(file.substr(8, header_bytes));
  std::map<std::string, std::string> found;
  for (const auto& [name, tensor] : header.items()) {
    if (name == "__metadata__") continue;
    const std::uint64_t begin = tensor["data_offsets"][0];
    const std::uint64_t end = tensor["data_offsets"][1];
    found[name] = file.substr(8 + header_bytes + begin, end - begin);
  }
  return found;
}

TEST_F(AddClass, TheOtherModulesBytesDoNotChange) {
  train_small("two.resketch", {"--classes", "a,b"});
  const std::string before = read("two.resketch");
  const Json added =
      json_of({"add-class", "two.resketch", "curves.csv", "--label", "c", "-o", "three.resketch", "--json"});
  EXPECT_EQ(added["label"], "c");
  EXPECT_EQ(added["exemplars"], 4);
  EXPECT_EQ(added["classes"], (Json{"a", "b", "c"}));
  EXPECT_TRUE(read("two.resketch") == before);
  const auto old_tensors = tensors(before);
  auto new_tensors = tensors(read("three.resketch"));
  EXPECT_GT(new_tensors.size(), old_tensors.size());
  for (const auto& [name, bytes] : old_tensors) EXPECT_TRUE(new_tensors[name] == bytes) << name;
}

TEST_F(AddClass, TheNewClassIsRecognised) {
  train_small("two.resketch", {"--classes", "a,b"});
  succeed({"add-class", "two.resketch", "curves.csv", "--label", "c", "-o", "three.resketch"});
  const Json result = json_of({"evaluate", "three.resketch", "curves.csv", "--no-reject", "--json"});
  EXPECT_GE(result["per_class"]["c"], 0.8);
}

TEST_F(AddClass, UnlabelledDataIsTakenWhole) {
  train_small("two.resketch", {"--classes", "a,b"});
  write("stars.csv", without_labels(curves_csv(1, 5, 30)));
  const Outcome outcome = succeed({"add-class", "two.resketch", "stars.csv", "--label", "star", "--exemplars",
                                   "5", "-o", "three.resketch"});
  EXPECT_NE(outcome.out.find("'star' added from 5 exemplars"), std::string::npos) << outcome.out;
}

TEST_F(AddClass, WorksWithTheGeneratorThatImagesHaveByDefault) {
  succeed({"train", "digits-sample", "-o", "two.resketch", "--classes", "0,1"});
  EXPECT_EQ(json_of({"info", "two.resketch", "--json"})["generator"], "image");
  succeed({"add-class", "two.resketch", "digits-sample", "--label", "7", "-o", "three.resketch"});
  const auto old_tensors = tensors(read("two.resketch"));
  auto new_tensors = tensors(read("three.resketch"));
  for (const auto& [name, bytes] : old_tensors) EXPECT_TRUE(new_tensors[name] == bytes) << name;
  const Json result =
      json_of({"evaluate", "three.resketch", "digits-sample", "--no-reject", "--limit", "100", "--json"});
  EXPECT_GE(result["per_class"]["1"], 0.8);
}

}  // namespace
}  // namespace resketch::testing
