// A layer of LSTM cells over a batch of sequences that share its weights: for networks that are too wide for
// a lane each, that are stacked, or that read an input at every step.
#pragma once

#include <cstddef>

#include "base/aligned.h"

namespace resketch {

/// What keeps the gates i, f, o between 0 and 1.
enum class GateFunction {
  kLogistic,
  kHard,  ///< 0.2 x + 0.5, clamped to [0, 1]: Keras' choice until version 2.3
};

/// Sizes: T steps of D inputs each, H cells. Rows of cells are stored padded to U units; weights of the
/// padding must be zero, and their gradients are.
struct LayerShape {
  int steps = 0;   ///< T
  int inputs = 0;  ///< D
  int cells = 0;   ///< H
  GateFunction gates = GateFunction::kLogistic;

  static constexpr int kPadding = 16;  ///< the widest vector
  constexpr int units() const { return (cells + kPadding - 1) / kPadding * kPadding; }
};

/// Where each tensor begins in a layer's one block of parameters. Row by row, gates in the order i, f, g, o.
struct LayerLayout {
  std::size_t input_weights = 0;  ///< [D, 4U]
  std::size_t state_weights = 0;  ///< [U, 4U]
  std::size_t biases = 0;         ///< [4U]
  std::size_t size = 0;

  explicit constexpr LayerLayout(const LayerShape& shape) {
    const std::size_t D = shape.inputs;
    const std::size_t U = shape.units();
    state_weights = input_weights + D * 4 * U;
    biases = state_weights + U * 4 * U;
    size = biases + 4 * U;
  }
};

/// What a batch of B sequences reads: values [steps B, D], step by step; zeros after the first `steps`.
struct LayerInput {
  const float* values = nullptr;
  int steps = 0;
};

/// What a pass keeps; reused over passes.
struct LayerTape {
  AlignedVector<float> gates;   // [T B, 4U]; backward replaces them by the gradients of their preactivations
  AlignedVector<float> cells;   // [T B, U]
  AlignedVector<float> states;  // [T B, U]
  AlignedVector<float> carry;   // [2, B, U] gradients of h and c on their way back
};

/// Fills `tape` from the zero state on.
/// @param batch      B
/// @param parameters [LayerLayout.size], aligned
void lstm_layer_forward(const LayerShape& shape, int batch, const float* parameters, const LayerInput& input,
                        LayerTape& tape);

/// After a forward pass: leaves the gradients of the preactivations in tape.gates.
/// @param transposed [4U, U] the state weights' transpose
/// @param d_states   [T B, U] gradients of the states as what follows the layer knows them
void lstm_layer_backward(const LayerShape& shape, int batch, const float* transposed, const float* d_states,
                         LayerTape& tape);

/// After a backward pass: gradients [LayerLayout.size] of the parameters, overwritten.
void lstm_layer_gradients(const LayerShape& shape, int batch, const LayerInput& input, const LayerTape& tape,
                          float* gradients);

/// out [columns, rows] = in [rows, columns] transposed.
void transpose(std::size_t rows, std::size_t columns, const float* in, float* out);

}  // namespace resketch
