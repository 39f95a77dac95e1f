// A generator of one or more LSTM layers with a linear output at every step, shared by a batch of latents.
#pragma once

#include <vector>

#include "kernels/lstm_layer.h"

namespace resketch {

/// Sizes: K inputs, H cells in each of the layers, D outputs a step, T steps.
struct StackedShape {
  int inputs = 0;  ///< K
  int cells = 0;   ///< H
  int layers = 1;
  int outputs = 0;  ///< D
  int steps = 0;    ///< T
  GateFunction gates = GateFunction::kLogistic;

  LayerShape layer(int n) const {
    return {steps, n == 0 ? inputs : LayerShape{0, 0, cells}.units(), cells, gates};
  }
  int units() const { return layer(0).units(); }
};

/// Where each tensor begins in the one block of parameters.
struct StackedLayout {
  std::vector<std::size_t> layers;  ///< of each layer's block
  std::size_t out_weights = 0;      ///< [U, D]
  std::size_t out_biases = 0;       ///< [D]
  std::size_t size = 0;             ///< a multiple of LayerShape::kPadding; the padding stays zero

  explicit StackedLayout(const StackedShape& shape);
};

/// What a pass keeps; reused over passes.
struct StackedTape {
  std::vector<LayerTape> layers;
  AlignedVector<float> drawn;     // [T B, D], step by step
  AlignedVector<float> errors;    // [T B, D] drawn - target, then the gradients of the drawing
  AlignedVector<float> d_states;  // [T B, U]
  std::vector<AlignedVector<float>> state_transposes;  // [4U, U] of each layer
  std::vector<AlignedVector<float>> input_transposes;  // [4U, K or U] of each layer
  AlignedVector<float> out_transpose;                  // [D, U]
};

/// Draws tape.drawn. @param parameters [StackedLayout.size], aligned
void stacked_draw(const StackedShape& shape, const float* parameters, int batch, const LayerInput& latents,
                  StackedTape& tape);

/// After drawing: tape.errors, and the mean squared error over T x D of each of the B drawings.
/// @param targets [T B, D] step by step
/// @param losses  [B]
void stacked_compare(const StackedShape& shape, int batch, const float* targets, float* losses,
                     StackedTape& tape);

/// To be called before backward passes whenever the parameters have changed.
void stacked_transpose(const StackedShape& shape, const float* parameters, StackedTape& tape);

/// After a comparison: the gradients of the sum of losses times `weight`.
/// @param gradients [StackedLayout.size] of the parameters, overwritten; may be null
/// @param d_latents [latents.steps B, K], overwritten; may be null
void stacked_backward(const StackedShape& shape, int batch, const LayerInput& latents, float weight,
                      StackedTape& tape, float* gradients, float* d_latents);

}  // namespace resketch
