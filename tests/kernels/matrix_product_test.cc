#include "kernels/matrix_product.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

std::vector<float> random_values(std::size_t count, std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<float> values(count);
  for (float& value : values) value = random.normal();
  return values;
}

void check(const ProductShape& s, bool transposed, bool add) {
  const auto left = random_values(s.rows * s.depth, 1);
  const auto right = random_values(s.depth * s.columns, 2);
  const auto before = random_values(s.rows * s.columns, 3);
  auto out = before;
  const LeftFactor factor =
      transposed ? LeftFactor{left.data(), 1, s.rows} : LeftFactor{left.data(), s.depth, 1};
  matrix_product(s, factor, right.data(), add, out.data());
  for (std::size_t m = 0; m < s.rows; ++m) {
    for (std::size_t n = 0; n < s.columns; ++n) {
      double expected = add ? before[m * s.columns + n] : 0;
      for (std::size_t k = 0; k < s.depth; ++k) {
        expected += static_cast<double>(transposed ? left[k * s.rows + m] : left[m * s.depth + k]) *
                    right[k * s.columns + n];
      }
      ASSERT_NEAR(out[m * s.columns + n], expected, 1e-4)
          << s.rows << " x " << s.depth << " x " << s.columns << " at " << m << ", " << n;
    }
  }
}

TEST(MatrixProduct, EqualsADoubleReferenceForAllShapesOnEveryIsa) {
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    SCOPED_TRACE(isa);
    for (const bool transposed : {false, true}) {
      for (const bool add : {false, true}) {
        for (const std::size_t columns : {1, 3, 4, 7, 31, 32, 33, 71, 300}) {
          for (const std::size_t rows : {1, 2, 5, 6, 7, 15}) check({rows, 9, columns}, transposed, add);
        }
        check({6, 1, 64}, transposed, add);
      }
    }
  }
  use_isa(available_isas().front()).value();
}

TEST(MatrixProduct, OfNoDepthIsZero) {
  std::vector<float> out(6, 5.0F);
  matrix_product({2, 0, 3}, {}, nullptr, false, out.data());
  EXPECT_EQ(out, std::vector<float>(6, 0.0F));
}

}  // namespace
}  // namespace resketch
