// What tests of readers ask again and again.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "data/bytes.h"
#include "resketch/dataset.h"

namespace resketch::testing {

inline void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline std::vector<float> values_of(const Dataset& dataset, int item) {
  const auto values = dataset[item].values;
  return {values.begin(), values.end()};
}

/// The label's name; "" where there is none.
inline std::string label_of(const Dataset& dataset, int item) {
  const int label = dataset.labels[item];
  return label == Dataset::kUnlabelled ? "" : dataset.label_names[label];
}

/// Expects `code` and, in what the user gets to see (place and sentence), `fragment`.
inline void expect_error(const Result<Dataset>& result, ErrorCode code, std::string_view fragment) {
  ASSERT_FALSE(result.ok()) << "expected an error with: " << fragment;
  EXPECT_EQ(result.error().code(), code) << result.error().what();
  EXPECT_THAT(result.error().what(), ::testing::HasSubstr(std::string(fragment)));
}

/// Every beginning of `file` must be refused.
template <typename Parse>
void expect_every_truncation_refused(std::string_view file, Parse parse) {
  ASSERT_TRUE(parse(as_byte_span(file)).ok()) << parse(as_byte_span(file)).error().what();
  for (std::size_t size = 0; size < file.size(); ++size) {
    // A copy of its own, so that AddressSanitizer sees reads beyond the cut.
    const std::vector<char> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const auto result = parse(std::as_bytes(std::span(cut)));
    EXPECT_FALSE(result.ok()) << "accepted the first " << size << " of " << file.size() << " bytes";
    if (!result.ok()) {
      EXPECT_FALSE(result.error().message().empty());
    }
  }
}

/// Every single byte changed in `ways` ways: no crash, and what is accepted is finite and in order.
template <typename Parse>
void expect_every_damage_survived(std::string_view file, Parse parse, int ways = 5) {
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (int way = 0; way < ways; ++way) {
      std::vector<char> damaged(file.begin(), file.end());
      constexpr unsigned char kMasks[] = {0xFF, 0x01, 0x80, 0x10, 0x7F};
      damaged[at] = static_cast<char>(damaged[at] ^ kMasks[way]);
      const auto result = parse(std::as_bytes(std::span(damaged)));
      if (!result.ok()) continue;
      EXPECT_EQ(result->values.size(), result->first_step.back() * result->dims);
      EXPECT_EQ(result->labels.size(), static_cast<std::size_t>(result->size()));
    }
  }
}

}  // namespace resketch::testing
