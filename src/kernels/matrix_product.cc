#include "kernels/matrix_product.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/matrix_product.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

/// Where a tile stands in the factors and in the product.
struct Tile {
  LeftFactor left;     // its first row
  const float* right;  // its first column
  float* out;
  size_t depth, columns;
};

/// kTileRows rows of kVectors vectors, whose sums stay in registers: six rows of two vectors take 12 of 16.
template <class D, int kTileRows, int kVectors>
HWY_INLINE void multiply_tile(D d, const Tile& tile, bool add) {
  const size_t L = hn::Lanes(d);
  hn::Vec<D> sums[kTileRows][kVectors];
  for (int r = 0; r < kTileRows; ++r) {
    for (int v = 0; v < kVectors; ++v)
      sums[r][v] = add ? hn::LoadU(d, tile.out + r * tile.columns + v * L) : hn::Zero(d);
  }
  const float* HWY_RESTRICT left = tile.left.data;
  const float* HWY_RESTRICT right = tile.right;
  for (size_t k = 0; k < tile.depth; ++k, left += tile.left.column_stride, right += tile.columns) {
    hn::Vec<D> factors[kVectors];
    for (int v = 0; v < kVectors; ++v) factors[v] = hn::LoadU(d, right + v * L);
    for (int r = 0; r < kTileRows; ++r) {
      const auto value = hn::Set(d, left[r * tile.left.row_stride]);
      for (int v = 0; v < kVectors; ++v) sums[r][v] = hn::MulAdd(value, factors[v], sums[r][v]);
    }
  }
  for (int r = 0; r < kTileRows; ++r) {
    for (int v = 0; v < kVectors; ++v) hn::StoreU(sums[r][v], d, tile.out + r * tile.columns + v * L);
  }
}

/// All rows of the columns from `first` on that whole tiles fit into. @returns the column after them
template <class D, int kVectors>
HWY_INLINE size_t multiply_columns(D d, const ProductShape& shape, const LeftFactor& left, const float* right,
                                   bool add, size_t first, float* out) {
  const size_t width = kVectors * hn::Lanes(d);
  for (; first + width <= shape.columns; first += width) {
    size_t row = 0;
    const auto tile = [&] {
      return Tile{{left.data + row * left.row_stride, left.row_stride, left.column_stride},
                  right + first,
                  out + row * shape.columns + first,
                  shape.depth,
                  shape.columns};
    };
    for (; row + 6 <= shape.rows; row += 6) multiply_tile<D, 6, kVectors>(d, tile(), add);
    for (; row + 2 <= shape.rows; row += 2) multiply_tile<D, 2, kVectors>(d, tile(), add);
    for (; row < shape.rows; ++row) multiply_tile<D, 1, kVectors>(d, tile(), add);
  }
  return first;
}

}  // namespace

// Dispatch needs a name outside the anonymous namespace.
void product_entry(const ProductShape& shape, const LeftFactor& left, const float* right, bool add,
                   float* out) {
  const hn::ScalableTag<float> d;
  size_t column = 0;
  if (shape.rows == 1) {
    // No other row keeps the arithmetic busy while a sum waits for its next term: more sums at once.
    constexpr size_t kWide = 8;
    const size_t width = kWide * hn::Lanes(d);
    for (; column + width <= shape.columns; column += width) {
      multiply_tile<decltype(d), 1, kWide>(
          d, {left, right + column, out + column, shape.depth, shape.columns}, add);
    }
  }
  // What whole vectors leave over is done in shorter ones.
  column = multiply_columns<hn::ScalableTag<float>, 2>(d, shape, left, right, add, column, out);
  column = multiply_columns<hn::CappedTag<float, 4>, 1>({}, shape, left, right, add, column, out);
  multiply_columns<hn::CappedTag<float, 1>, 1>({}, shape, left, right, add, column, out);
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(product_entry);

void matrix_product(const ProductShape& shape, const LeftFactor& left, const float* right, bool add,
                    float* out) {
  HWY_DYNAMIC_DISPATCH(product_entry)(shape, left, right, add, out);
}

}  // namespace resketch
#endif
