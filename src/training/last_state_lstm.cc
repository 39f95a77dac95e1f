#include "training/last_state_lstm.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/random.h"
#include "kernels/adam.h"
#include "kernels/matrix_product.h"
#include "training/holistic_training.h"
#include "training/layer_start.h"
#include "training/presentation_order.h"

namespace resketch {
namespace {

constexpr int kReadAtOnce = 24;

/// Where the outputs begin, and how much there is of everything.
struct OutputLayout {
  std::size_t weights, biases, size;

  OutputLayout(const LayerShape& shape, int classes) {
    constexpr std::size_t kPadding = LayerShape::kPadding;
    weights = LayerLayout(shape).size;
    biases = weights + static_cast<std::size_t>(shape.units()) * classes;
    size = (biases + classes + kPadding - 1) / kPadding * kPadding;
  }
};

/// Softmax [B, C] over the last state of what `tape` holds.
std::vector<float> read(const LastStateNetwork& network, int batch, const float* sequences, LayerTape& tape) {
  const LayerShape& s = network.shape;
  const OutputLayout at(s, network.classes);
  const std::size_t C = network.classes;
  const std::size_t U = s.units();
  const std::size_t B = batch;
  lstm_layer_forward(s, batch, network.parameters.data(), {sequences, s.steps}, tape);
  std::vector<float> out(B * C);
  for (std::size_t b = 0; b < B; ++b)
    std::copy_n(network.parameters.data() + at.biases, C, out.data() + b * C);
  matrix_product({B, U, C}, {tape.states.data() + (s.steps - 1) * B * U, U, 1},
                 network.parameters.data() + at.weights, true, out.data());
  for (std::size_t b = 0; b < B; ++b) {
    const auto row = std::span(out).subspan(b * C, C);
    const float most = *std::ranges::max_element(row);
    float sum = 0;
    for (float& value : row) sum += value = std::exp(value - most);
    for (float& value : row) value /= sum;
  }
  return out;
}

}  // namespace

double last_state_pass(const LastStateNetwork& network, const float* sequences,
                       const std::vector<int>& labels, float* gradients) {
  const LayerShape& s = network.shape;
  const OutputLayout at(s, network.classes);
  const std::size_t C = network.classes;
  const std::size_t U = s.units();
  const std::size_t B = labels.size();
  LayerTape tape;
  std::vector<float> outputs = read(network, static_cast<int>(B), sequences, tape);
  double loss = 0;
  const float scale = 1.0F / static_cast<float>(B * C);
  for (std::size_t b = 0; b < B; ++b) {
    const auto row = std::span(outputs).subspan(b * C, C);
    std::vector<float> errors(row.begin(), row.end());
    errors[labels[b]] -= 1;
    float along = 0;  // of the error along the softmax
    for (std::size_t c = 0; c < C; ++c) {
      loss += static_cast<double>(scale * errors[c] * errors[c]);
      along += row[c] * errors[c];
    }
    for (std::size_t c = 0; c < C; ++c) row[c] *= 2 * scale * (errors[c] - along);
  }
  if (gradients == nullptr) return loss;

  const float* last = tape.states.data() + (s.steps - 1) * B * U;
  std::fill(gradients + at.biases, gradients + at.size, 0.0F);
  matrix_product({U, B, C}, {last, 1, U}, outputs.data(), false, gradients + at.weights);
  for (std::size_t k = 0; k < B * C; ++k) gradients[at.biases + k % C] += outputs[k];
  std::vector<float> out_transpose(C * U);
  transpose(U, C, network.parameters.data() + at.weights, out_transpose.data());
  AlignedVector<float> d_states(s.steps * B * U, 0.0F);
  matrix_product({B, C, U}, {outputs.data(), C, 1}, out_transpose.data(), false,
                 d_states.data() + (s.steps - 1) * B * U);
  AlignedVector<float> transposed(4 * U * U);
  transpose(U, 4 * U, network.parameters.data() + LayerLayout(s).state_weights, transposed.data());
  lstm_layer_backward(s, static_cast<int>(B), transposed.data(), d_states.data(), tape);
  lstm_layer_gradients(s, static_cast<int>(B), {sequences, s.steps}, tape, gradients);
  return loss;
}

Result<LastStateNetwork> train_last_state(const std::vector<float>& sequences, const std::vector<int>& labels,
                                          int steps, int dims, int classes, const LastStateOptions& options,
                                          const ProgressFn& progress) {
  LastStateNetwork out{{steps, dims, options.cells, options.gates}, classes, {}};
  const OutputLayout at(out.shape, classes);
  out.parameters.assign(at.size, 0.0F);
  RandomStream random(options.seed, kRandomWeights);
  start_layer(out.shape, random, out.parameters.data());
  start_outputs(options.cells, classes, random, out.parameters.data() + at.weights);
  AlignedVector<float> m(at.size, 0.0F);
  AlignedVector<float> v = m;
  AlignedVector<float> gradients = m;
  const int batch = std::min(options.batch, static_cast<int>(labels.size()));
  const int updates = std::max(1, options.presentations / batch);
  const std::size_t length = static_cast<std::size_t>(steps) * dims;
  PresentationOrder order(static_cast<int>(labels.size()), options.seed);
  std::vector<float> values(batch * length);
  std::vector<int> wanted(batch);
  for (int update = 0; update < updates; ++update) {
    for (int b = 0; b < batch; ++b) {
      const int item = order.next();
      wanted[b] = labels[item];
      std::copy_n(&sequences[item * length], length, &values[b * length]);
    }
    const auto batch_values = step_by_step(values.data(), batch, steps, dims);
    last_state_pass(out, batch_values.data(), wanted, gradients.data());
    adam_update({.rate = options.learning_rate, .step = static_cast<std::uint64_t>(update) + 1}, at.size,
                gradients.data(), out.parameters.data(), m.data(), v.data());
    const Progress now{
        .stage = "training", .unit = "steps", .done = update + 1.0, .total = static_cast<double>(updates)};
    if (progress && update % 16 == 0 && !progress(now))
      return Error(ErrorCode::kCancelled, "training of the forward network was stopped");
  }
  return out;
}

std::vector<float> last_state_answers(const LastStateNetwork& network, const std::vector<float>& sequences) {
  const LayerShape& s = network.shape;
  const std::size_t length = static_cast<std::size_t>(s.steps) * s.inputs;
  const int count = static_cast<int>(sequences.size() / length);
  std::vector<float> out;
  LayerTape tape;
  for (int first = 0; first < count; first += kReadAtOnce) {
    const int B = std::min(kReadAtOnce, count - first);
    const auto values = step_by_step(sequences.data() + first * length, B, s.steps, s.inputs);
    const auto answers = read(network, B, values.data(), tape);
    out.insert(out.end(), answers.begin(), answers.end());
  }
  return out;
}

}  // namespace resketch
