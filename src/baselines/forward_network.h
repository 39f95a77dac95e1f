// A layer of LSTM cells and a softmax over classes of the cells' mean state: arithmetic only.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

namespace resketch {

/// Sizes: N steps of D inputs, H cells, C classes.
struct ForwardShape {
  int steps = 0;
  int inputs = 0;
  int cells = 0;
  int classes = 0;
};

/// Where each tensor begins in the one block of parameters. Row by row, gates in the order i, f, g, o.
struct ForwardLayout {
  std::size_t input_weights = 0;   ///< [D, 4H]
  std::size_t state_weights = 0;   ///< [H, 4H]
  std::size_t biases = 0;          ///< [4H]
  std::size_t output_weights = 0;  ///< [H, C]
  std::size_t output_biases = 0;   ///< [C]
  std::size_t size = 0;

  explicit ForwardLayout(const ForwardShape& shape);
};

using RowMatrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// What a pass over B items keeps; reused over passes.
struct ForwardTape {
  RowMatrix inputs;      // [N B, D] step by step: set it before a pass
  RowMatrix gates;       // [N B, 4H], after the way back the gradients of their preactivations
  RowMatrix cells;       // [N B, H]
  RowMatrix states;      // [N B, H]
  RowMatrix mean_state;  // [B, H]
  RowMatrix outputs;     // [B, C] logits, after the way back their gradients
};

/// Fills `tape` from tape.inputs. @param parameters [ForwardLayout.size]
void forward_pass(const ForwardShape& shape, const float* parameters, ForwardTape& tape);

/// After a forward pass. @param labels [B]
/// @param weight    of each item in the gradients
/// @param gradients [ForwardLayout.size], overwritten with d(weight * sum of cross-entropies) / d parameters
/// @returns the sum of cross-entropies
double backward_pass(const ForwardShape& shape, const float* parameters, std::span<const int> labels,
                     float weight, ForwardTape& tape, float* gradients);

}  // namespace resketch
