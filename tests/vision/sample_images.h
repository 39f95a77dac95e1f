// The digits that are compiled in, as inputs of networks.
#pragma once

#include <gtest/gtest.h>

#include "resketch/dataset.h"
#include "vision/network.h"

namespace resketch::testing {

struct SampleImages {
  Dataset data;
  NetworkInputs inputs() const { return {data.values, data.labels, data.size()}; }
};

inline SampleImages sample_images(Split split, int limit = 0) {
  auto data = load_dataset("digits-sample", {.split = split});
  std::vector<int> chosen;
  const int count = limit == 0 ? data->size() : limit;
  for (int i = 0; i < count; ++i) chosen.push_back(i * data->size() / count);
  return {data->subset(chosen)};
}

}  // namespace resketch::testing
