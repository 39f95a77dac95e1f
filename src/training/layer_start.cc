#include "training/layer_start.h"

#include <cmath>
#include <vector>

namespace resketch {
namespace {

float glorot_bound(int inputs, int outputs) {
  return std::sqrt(6.0F / static_cast<float>(inputs + outputs));
}

/// Random rows of unit length at right angles to each other: Gram-Schmidt, twice for the sake of rounding.
std::vector<std::vector<double>> orthogonal_rows(int rows, int columns, RandomStream& random) {
  std::vector<std::vector<double>> out;
  for (int r = 0; r < rows; ++r) {
    std::vector<double> row(columns);
    for (double& value : row) value = static_cast<double>(random.normal());
    for (int pass = 0; pass < 2; ++pass) {
      for (const std::vector<double>& other : out) {
        double share = 0;
        for (int c = 0; c < columns; ++c) share += row[c] * other[c];
        for (int c = 0; c < columns; ++c) row[c] -= share * other[c];
      }
      double squares = 0;
      for (const double value : row) squares += value * value;
      const double length = std::sqrt(squares);
      for (double& value : row) value /= length;
    }
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

void start_layer(const LayerShape& shape, RandomStream& random, float* parameters) {
  const LayerLayout at(shape);
  const int H = shape.cells;
  const std::size_t U = shape.units();
  const float bound = glorot_bound(shape.inputs, 4 * H);
  // Inputs that are another layer's padded cells: those weights meet zeros, whatever they are.
  for (int d = 0; d < shape.inputs; ++d) {
    for (int gate = 0; gate < 4; ++gate) {
      for (int u = 0; u < H; ++u)
        parameters[at.input_weights + (d * 4 + gate) * U + u] = random.uniform(-bound, bound);
    }
  }
  const auto rows = orthogonal_rows(H, 4 * H, random);
  for (int j = 0; j < H; ++j) {
    for (int gate = 0; gate < 4; ++gate) {
      for (int u = 0; u < H; ++u)
        parameters[at.state_weights + (j * 4 + gate) * U + u] = static_cast<float>(rows[j][gate * H + u]);
    }
  }
  for (int u = 0; u < H; ++u) parameters[at.biases + U + u] = 1;
}

void start_outputs(int cells, int outputs, RandomStream& random, float* weights) {
  const float bound = glorot_bound(cells, outputs);
  for (int k = 0; k < cells * outputs; ++k) weights[k] = random.uniform(-bound, bound);
}

}  // namespace resketch
