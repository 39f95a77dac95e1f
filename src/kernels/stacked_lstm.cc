#include "kernels/stacked_lstm.h"

#include <algorithm>

#include "kernels/matrix_product.h"

namespace resketch {
namespace {

std::size_t padded(std::size_t size) {
  constexpr std::size_t kPadding = LayerShape::kPadding;
  return (size + kPadding - 1) / kPadding * kPadding;
}

/// What layer n reads.
LayerInput input_of(int n, const StackedShape& shape, const LayerInput& latents, const StackedTape& tape) {
  return n == 0 ? latents : LayerInput{tape.layers[n - 1].states.data(), shape.steps};
}

}  // namespace

StackedLayout::StackedLayout(const StackedShape& shape) {
  for (int n = 0; n < shape.layers; ++n) {
    layers.push_back(out_weights);
    out_weights += LayerLayout(shape.layer(n)).size;
  }
  out_biases = out_weights + static_cast<std::size_t>(shape.units()) * shape.outputs;
  size = padded(out_biases + shape.outputs);
}

void stacked_draw(const StackedShape& shape, const float* parameters, int batch, const LayerInput& latents,
                  StackedTape& tape) {
  const StackedLayout at(shape);
  tape.layers.resize(shape.layers);
  for (int n = 0; n < shape.layers; ++n) {
    lstm_layer_forward(shape.layer(n), batch, parameters + at.layers[n], input_of(n, shape, latents, tape),
                       tape.layers[n]);
  }
  const std::size_t rows = static_cast<std::size_t>(shape.steps) * batch;
  const std::size_t U = shape.units();
  const std::size_t D = shape.outputs;
  tape.drawn.resize(rows * D);
  for (std::size_t row = 0; row < rows; ++row)
    std::copy_n(parameters + at.out_biases, D, tape.drawn.data() + row * D);
  matrix_product({rows, U, D}, {tape.layers.back().states.data(), U, 1}, parameters + at.out_weights, true,
                 tape.drawn.data());
}

void stacked_compare(const StackedShape& shape, int batch, const float* targets, float* losses,
                     StackedTape& tape) {
  const std::size_t row_size = static_cast<std::size_t>(batch) * shape.outputs;
  tape.errors.resize(tape.drawn.size());
  std::vector<double> sums(batch, 0);
  for (int t = 0; t < shape.steps; ++t) {
    for (std::size_t k = 0; k < row_size; ++k) {
      const std::size_t at = t * row_size + k;
      const float error = tape.drawn[at] - targets[at];
      tape.errors[at] = error;
      sums[k / shape.outputs] += static_cast<double>(error) * static_cast<double>(error);
    }
  }
  for (int b = 0; b < batch; ++b) losses[b] = static_cast<float>(sums[b] / (shape.steps * shape.outputs));
}

void stacked_transpose(const StackedShape& shape, const float* parameters, StackedTape& tape) {
  const StackedLayout at(shape);
  const std::size_t U = shape.units();
  tape.state_transposes.resize(shape.layers);
  tape.input_transposes.resize(shape.layers);
  for (int n = 0; n < shape.layers; ++n) {
    const LayerShape layer = shape.layer(n);
    const LayerLayout in_layer(layer);
    const float* weights = parameters + at.layers[n];
    tape.state_transposes[n].resize(4 * U * U);
    transpose(U, 4 * U, weights + in_layer.state_weights, tape.state_transposes[n].data());
    tape.input_transposes[n].resize(4 * U * layer.inputs);
    transpose(layer.inputs, 4 * U, weights + in_layer.input_weights, tape.input_transposes[n].data());
  }
  tape.out_transpose.resize(U * shape.outputs);
  transpose(U, shape.outputs, parameters + at.out_weights, tape.out_transpose.data());
}

void stacked_backward(const StackedShape& shape, int batch, const LayerInput& latents, float weight,
                      StackedTape& tape, float* gradients, float* d_latents) {
  const StackedLayout at(shape);
  const std::size_t B = batch;
  const std::size_t rows = shape.steps * B;
  const std::size_t U = shape.units();
  const std::size_t D = shape.outputs;
  const float scale = 2 * weight / static_cast<float>(shape.steps * shape.outputs);
  for (float& error : tape.errors) error *= scale;
  if (gradients != nullptr) {
    std::fill(gradients + at.out_biases, gradients + at.size, 0.0F);
    matrix_product({U, rows, D}, {tape.layers.back().states.data(), 1, U}, tape.errors.data(), false,
                   gradients + at.out_weights);
    for (std::size_t k = 0; k < rows * D; ++k) gradients[at.out_biases + k % D] += tape.errors[k];
  }
  tape.d_states.resize(rows * U);
  matrix_product({rows, D, U}, {tape.errors.data(), D, 1}, tape.out_transpose.data(), false,
                 tape.d_states.data());
  for (int n = shape.layers - 1; n >= 0; --n) {
    const LayerShape layer = shape.layer(n);
    LayerTape& layer_tape = tape.layers[n];
    lstm_layer_backward(layer, batch, tape.state_transposes[n].data(), tape.d_states.data(), layer_tape);
    const LayerInput input = input_of(n, shape, latents, tape);
    if (gradients != nullptr) lstm_layer_gradients(layer, batch, input, layer_tape, gradients + at.layers[n]);
    float* below = n > 0 ? tape.d_states.data() : d_latents;
    if (below != nullptr) {
      const std::size_t inputs = layer.inputs;
      matrix_product({input.steps * B, 4 * U, inputs}, {layer_tape.gates.data(), 4 * U, 1},
                     tape.input_transposes[n].data(), false, below);
    }
  }
}

}  // namespace resketch
