#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace resketch {
namespace {

TEST(ParallelFor, CallsEveryIndexOnce) {
  for (const int threads : {0, 1, 2, 7}) {
    for (const int count : {0, 1, 2, 3, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, threads, [&](int i) { ++calls[i]; });
      for (const auto& c : calls) EXPECT_EQ(c, 1) << threads << " threads, " << count << " pieces";
    }
  }
}

TEST(ParallelFor, MayBeNested) {
  std::atomic<int> calls{0};
  parallel_for(10, 2, [&](int) { parallel_for(10, 2, [&](int) { ++calls; }); });
  EXPECT_EQ(calls, 100);
}

TEST(ThreadCount, IsWhatWasAskedForOrAllCores) {
  EXPECT_EQ(thread_count(3), 3);
  EXPECT_GE(thread_count(0), 1);
}

}  // namespace
}  // namespace resketch
