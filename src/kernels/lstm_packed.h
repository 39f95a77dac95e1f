// One generator's weights, rearranged for kernels in which all lanes share them.
#pragma once

#include <span>

#include "base/aligned.h"
#include "resketch/model.h"

namespace resketch {

/// Units are padded to whole tiles with units that stay at zero. Rows of the gates i, f, o are halved in the
/// forward weights, as gate_activations expects them.
struct PackedLstm {
  static constexpr int kTileUnits = 2;  ///< units a tile in forward: 8 gate rows

  LstmShape shape;
  int units = 0;         ///< H rounded up to whole tiles of units
  int tile_columns = 0;  ///< columns a tile in backward: of 8, 10 and 12 what wastes least
  int columns = 0;       ///< H rounded up to whole tiles of columns

  AlignedVector<float> bias;            ///< [units / 2, 4 gates x 2 units]
  AlignedVector<float> weight_ih;       ///< [units / 2, K, 4 x 2]
  AlignedVector<float> weight_hh;       ///< [units / 2, H, 4 x 2]
  AlignedVector<float> out_weight;      ///< [D, H]
  AlignedVector<float> out_bias;        ///< [D]
  AlignedVector<float> transposed;      ///< [columns / tile, 4H rows, tile]: weight_hh, not halved
  AlignedVector<float> out_transposed;  ///< [columns / tile, D rows, tile]
  AlignedVector<float> start;           ///< [4H, K]: weight_ih, not halved

  PackedLstm(const LstmShape& shape, std::span<const float> parameters);
};

}  // namespace resketch
