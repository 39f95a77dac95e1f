#include "kernels/lstm_packed.h"

namespace resketch {
namespace {

int round_up(int n, int to) {
  return (n + to - 1) / to * to;
}

/// [4H, inputs] gate rows to [tiles, inputs, 4 x 2], gates i, f, o halved.
AlignedVector<float> pack_gates(const float* rows, int hidden, int units, int inputs) {
  constexpr int kTile = PackedLstm::kTileUnits;
  AlignedVector<float> packed(static_cast<size_t>(units) * 4 * inputs, 0.0F);
  for (int u = 0; u < hidden; ++u) {
    for (int gate = 0; gate < 4; ++gate) {
      for (int j = 0; j < inputs; ++j) {
        const size_t at =
            (static_cast<size_t>(u / kTile) * inputs + j) * 4 * kTile + gate * kTile + u % kTile;
        packed[at] = rows[(static_cast<size_t>(gate) * hidden + u) * inputs + j] * (gate == 2 ? 1.0F : 0.5F);
      }
    }
  }
  return packed;
}

int best_tile(int columns) {
  int best = 8;
  for (const int tile : {10, 12}) {
    if (round_up(columns, tile) < round_up(columns, best)) best = tile;
  }
  return best;
}

/// [rows, hidden] to [tiles of columns, rows, tile].
AlignedVector<float> pack_transposed(const float* weights, int rows, int hidden, int tile) {
  const int columns = round_up(hidden, tile);
  AlignedVector<float> packed(static_cast<size_t>(columns) * rows, 0.0F);
  for (int r = 0; r < rows; ++r) {
    for (int j = 0; j < hidden; ++j) {
      packed[(static_cast<size_t>(j / tile) * rows + r) * tile + j % tile] =
          weights[static_cast<size_t>(r) * hidden + j];
    }
  }
  return packed;
}

}  // namespace

PackedLstm::PackedLstm(const LstmShape& s, std::span<const float> parameters)
    : shape(s),
      units(round_up(s.hidden, kTileUnits)),
      tile_columns(best_tile(s.hidden)),
      columns(round_up(s.hidden, tile_columns)) {
  const LstmLayout at(s);
  const float* p = parameters.data();
  AlignedVector<float> both(4 * s.hidden);
  for (int row = 0; row < 4 * s.hidden; ++row) both[row] = p[at.bias_ih + row] + p[at.bias_hh + row];
  bias = pack_gates(both.data(), s.hidden, units, 1);
  weight_ih = pack_gates(p + at.weight_ih, s.hidden, units, s.inputs);
  weight_hh = pack_gates(p + at.weight_hh, s.hidden, units, s.hidden);
  out_weight.assign(p + at.out_weight, p + at.out_bias);
  out_bias.assign(p + at.out_bias, p + at.size);
  transposed = pack_transposed(p + at.weight_hh, 4 * s.hidden, s.hidden, tile_columns);
  out_transposed = pack_transposed(p + at.out_weight, s.outputs, s.hidden, tile_columns);
  start.assign(p + at.weight_ih, p + at.weight_hh);
}

}  // namespace resketch
