#include "kernels/key_distance.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

TEST(KeyDistances, EqualADoubleReferenceOnEveryIsa) {
  constexpr int kDims = 48;
  constexpr int kCount = 7;
  RandomStream random(1);
  AlignedVector<float> keys(kCount * kDims);
  AlignedVector<float> key(kDims);
  for (float& value : keys) value = random.normal();
  for (float& value : key) value = random.normal();
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    std::vector<float> found(kCount);
    key_distances(keys.data(), key, found);
    for (int n = 0; n < kCount; ++n) {
      double expected = 0;
      for (int i = 0; i < kDims; ++i) {
        const double apart = static_cast<double>(keys[n * kDims + i]) - static_cast<double>(key[i]);
        expected += apart * apart;
      }
      EXPECT_NEAR(found[n], expected, 1e-4 * expected) << isa;
    }
  }
  use_isa(available_isas().front()).value();
}

}  // namespace
}  // namespace resketch
