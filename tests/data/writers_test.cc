#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_folder.h"
#include "resketch/dataset.h"

namespace resketch::testing {
namespace {

using ::testing::HasSubstr;

class Writers : public ::testing::Test {
 protected:
  Dataset written_and_read(const Dataset& data, const std::string& name) {
    const std::string path = (folder_ / name).string();
    save_dataset(data, path).value();
    return load_dataset(path).value();
  }
  TemporaryFolder folder_;
};

/// Two labelled items and one without; lengths differ where `ragged`.
Dataset small_set(bool ragged) {
  Dataset data;
  data.dims = 2;
  data.label_names = {"a, \"b\"", "ä→𝄞"};
  data.append(std::vector<float>{1, -2.5F, 3e-7F, 4}, 1, "first");
  data.append(ragged ? std::vector<float>{5, 6} : std::vector<float>{5, 6, 7, 8}, Dataset::kUnlabelled,
              "second, quoted");
  data.append(std::vector<float>{.1F, 1e30F, 0, 9}, 0, "third");
  return data;
}

std::vector<std::string> labels_of(const Dataset& data) {
  std::vector<std::string> out;
  for (const int label : data.labels) out.push_back(label < 0 ? "" : data.label_names[label]);
  return out;
}

TEST_F(Writers, CsvComesBackWithNamesAndLabelsToTheBit) {
  const Dataset data = small_set(true);
  const Dataset read = written_and_read(data, "a.csv");
  EXPECT_EQ(read.values, data.values);
  EXPECT_EQ(read.first_step, data.first_step);
  EXPECT_EQ(read.ids, data.ids);
  EXPECT_EQ(labels_of(read), labels_of(data));
}

TEST_F(Writers, NpzComesBackWithLabelsRaggedOrNot) {
  for (const bool ragged : {false, true}) {
    const Dataset data = small_set(ragged);
    const Dataset read = written_and_read(data, "a.npz");
    EXPECT_EQ(read.values, data.values);
    EXPECT_EQ(read.first_step, data.first_step);
    EXPECT_EQ(labels_of(read), labels_of(data));
  }
}

TEST_F(Writers, NpyComesBackWithoutLabels) {
  const Dataset data = small_set(false);
  const Dataset read = written_and_read(data, "a.npy");
  EXPECT_EQ(read.values, data.values);
  EXPECT_EQ(read.first_step, data.first_step);
  EXPECT_EQ(labels_of(read), (std::vector<std::string>{"", "", ""}));
}

TEST_F(Writers, RefuseWhatTheFormatCannotHoldAndLeaveNoFile) {
  const auto message = [&](const Dataset& data, const std::string& name) {
    const auto done = save_dataset(data, (folder_ / name).string());
    EXPECT_FALSE(done);
    EXPECT_FALSE(std::filesystem::exists(folder_ / name));
    return done ? std::string() : done.error().message();
  };
  EXPECT_THAT(message(small_set(true), "a.npy"), HasSubstr("items differ in length"));
  EXPECT_THAT(message(small_set(true), "a.mat"), HasSubstr("found the suffix '.mat'"));
  EXPECT_THAT(message(Dataset{}, "a.csv"), HasSubstr("no items"));
  Dataset bad = small_set(false);
  bad.label_names[0] = std::string(1, '\xff');
  EXPECT_THAT(message(bad, "a.npz"), HasSubstr("is not UTF-8"));
}

}  // namespace
}  // namespace resketch::testing
