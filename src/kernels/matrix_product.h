// Products of dense matrices, for networks whose states are too wide for a lane each.
#pragma once

#include <cstddef>

namespace resketch {

/// The left factor, by strides, so that a transposed matrix needs no copy: entry (m, k) is
/// data[m * row_stride + k * column_stride].
struct LeftFactor {
  const float* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t column_stride = 1;
};

/// Sizes of out [rows, columns] = left [rows, depth] * right [depth, columns].
struct ProductShape {
  std::size_t rows = 0;
  std::size_t depth = 0;
  std::size_t columns = 0;
};

/// out = left * right, or out += left * right where `add` is set.
/// @param right [depth, columns], row by row
/// @param out   [rows, columns], row by row; overlaps neither factor
void matrix_product(const ProductShape& shape, const LeftFactor& left, const float* right, bool add,
                    float* out);

}  // namespace resketch
