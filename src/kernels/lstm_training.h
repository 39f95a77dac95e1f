// Loss and weight gradients of L generators at once, a SIMD lane each. All buffers are [..., L], L =
// module_lanes().
#pragma once

#include "base/aligned.h"
#include "resketch/model.h"

namespace resketch {

/// What a pass keeps between its forward and its backward half; reused over passes, never shrinks.
struct TrainingTape {
  AlignedVector<float> bias;  // [4H, L] both biases together
  AlignedVector<float>
      gates;  // [T, 4H, L] i, f, g, o; backward replaces them by the gradients of their preactivations
  AlignedVector<float> cells;       // [T + 1, H, L]
  AlignedVector<float> tanh_cells;  // [T, H, L]
  AlignedVector<float> hidden;      // [T + 1, H, L]
  AlignedVector<float> errors;      // [T, D, L] drawn - target
  AlignedVector<float> carry;       // [2H, L] gradients of h and c on their way back

  explicit TrainingTape(const LstmShape& shape);
};

/// One forward and backward pass of each lane's own generator.
/// @param parameters [LstmLayout.size, L]
/// @param z          [K, L]
/// @param targets    [T, D, L]
/// @param gradients  [LstmLayout.size, L], overwritten with d loss / d parameters
/// @param loss       [L], mean squared error over T x D
void lstm_training_pass(const LstmShape& shape, const float* parameters, const float* z, const float* targets,
                        float* gradients, float* loss, TrainingTape& tape);

}  // namespace resketch
