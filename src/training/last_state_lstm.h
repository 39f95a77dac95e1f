// The forward network that the first published work compares with: an LSTM reads a sequence, and a softmax
// over its last state names the class.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/lstm_layer.h"
#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

struct LastStateOptions {
  int cells = 205;
  GateFunction gates = GateFunction::kHard;
  int presentations = 0;
  int batch = 1;
  double learning_rate = 0.001;
  std::uint64_t seed = 42;
};

struct LastStateNetwork {
  LayerShape shape;
  int classes = 0;                  ///< C
  AlignedVector<float> parameters;  ///< the layer's, then [U, C] output weights and [C] biases, padded
};

/// Trains by Adam on the mean squared error between the softmax and the one-hot label.
/// @param sequences [N, T, D]
/// @param labels    [N]
/// @errors kCancelled
Result<LastStateNetwork> train_last_state(const std::vector<float>& sequences, const std::vector<int>& labels,
                                          int steps, int dims, int classes, const LastStateOptions& options,
                                          const ProgressFn& progress = {});

/// The softmax [N, C] of each of N sequences [N, T, D].
std::vector<float> last_state_answers(const LastStateNetwork& network, const std::vector<float>& sequences);

/// Loss of a batch and, if `gradients` is not null, its gradients [parameters.size()], overwritten.
/// @param sequences [T, B, D]
/// @returns the mean over the batch of the squared error, mean over classes
double last_state_pass(const LastStateNetwork& network, const float* sequences,
                       const std::vector<int>& labels, float* gradients);

}  // namespace resketch
