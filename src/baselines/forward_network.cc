#include "baselines/forward_network.h"

#include <algorithm>
#include <cmath>

#include "kernels/matrix_product.h"

namespace resketch {
namespace {

using Map = Eigen::Map<RowMatrix>;
using ConstMap = Eigen::Map<const RowMatrix>;
using RowArray = Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// out = left * right, or out += it. All are blocks of whole rows.
template <class Left, class Right, class Out>
void multiply(const Left& left, const Right& right, bool add, Out&& out) {
  matrix_product({static_cast<std::size_t>(left.rows()), static_cast<std::size_t>(left.cols()),
                  static_cast<std::size_t>(right.cols())},
                 {left.data(), static_cast<std::size_t>(left.cols()), 1}, right.data(), add, out.data());
}

/// out = left' * right.
template <class Left, class Right, class Out>
void multiply_transposed(const Left& left, const Right& right, Out&& out) {
  matrix_product({static_cast<std::size_t>(left.cols()), static_cast<std::size_t>(left.rows()),
                  static_cast<std::size_t>(right.cols())},
                 {left.data(), 1, static_cast<std::size_t>(left.cols())}, right.data(), false, out.data());
}

template <class Values>
auto logistic(const Values& x) {
  return .5F + .5F * (.5F * x).tanh();
}

/// Softmax less the truth, times `weight`, in place. @returns the cross-entropy
double output_gradients(std::span<const int> labels, float weight, RowMatrix& outputs) {
  double loss = 0;
  for (int b = 0; b < static_cast<int>(labels.size()); ++b) {
    auto row = outputs.row(b).array();
    row = (row - row.maxCoeff()).exp();
    row /= row.sum();
    loss -= std::log(static_cast<double>(std::max(row[labels[b]], 1e-30F)));
    row[labels[b]] -= 1;
    row *= weight;
  }
  return loss;
}

}  // namespace

ForwardLayout::ForwardLayout(const ForwardShape& shape) {
  const std::size_t D = shape.inputs;
  const std::size_t H = shape.cells;
  const std::size_t C = shape.classes;
  state_weights = input_weights + D * 4 * H;
  biases = state_weights + H * 4 * H;
  output_weights = biases + 4 * H;
  output_biases = output_weights + H * C;
  size = output_biases + C;
}

void forward_pass(const ForwardShape& shape, const float* parameters, ForwardTape& tape) {
  const ForwardLayout at(shape);
  const int H = shape.cells;
  const int rows = static_cast<int>(tape.inputs.rows());
  const int B = rows / shape.steps;
  const ConstMap state_weights(parameters + at.state_weights, H, 4 * H);
  tape.gates = ConstMap(parameters + at.biases, 1, 4 * H).replicate(rows, 1);
  multiply(tape.inputs, ConstMap(parameters + at.input_weights, shape.inputs, 4 * H), true, tape.gates);
  tape.cells.setZero(rows, H);
  tape.states.resize(rows, H);
  tape.mean_state.setZero(B, H);
  for (int n = 0; n < shape.steps; ++n) {
    auto gates = tape.gates.middleRows(n * B, B);
    auto cells = tape.cells.middleRows(n * B, B).array();
    auto states = tape.states.middleRows(n * B, B);
    if (n > 0) multiply(tape.states.middleRows((n - 1) * B, B), state_weights, true, gates);
    auto i = gates.leftCols(H).array();
    auto f = gates.middleCols(H, H).array();
    auto g = gates.middleCols(2 * H, H).array();
    auto o = gates.rightCols(H).array();
    i = logistic(i);
    f = logistic(f);
    g = g.tanh();
    o = logistic(o);
    cells = i * g;
    if (n > 0) cells += f * tape.cells.middleRows((n - 1) * B, B).array();
    states.array() = o * cells.tanh();
    tape.mean_state += states / static_cast<float>(shape.steps);
  }
  tape.outputs = ConstMap(parameters + at.output_biases, 1, shape.classes).replicate(B, 1);
  multiply(tape.mean_state, ConstMap(parameters + at.output_weights, H, shape.classes), true, tape.outputs);
}

double backward_pass(const ForwardShape& shape, const float* parameters, std::span<const int> labels,
                     float weight, ForwardTape& tape, float* gradients) {
  const ForwardLayout at(shape);
  const int H = shape.cells;
  const int B = static_cast<int>(labels.size());
  const double loss = output_gradients(labels, weight, tape.outputs);
  multiply_transposed(tape.mean_state, tape.outputs, Map(gradients + at.output_weights, H, shape.classes));
  Map(gradients + at.output_biases, 1, shape.classes) = tape.outputs.colwise().sum();

  // Transposed once: the product wants rows of its right factor.
  const RowMatrix state_weights = ConstMap(parameters + at.state_weights, H, 4 * H).transpose();
  const RowMatrix output_weights = ConstMap(parameters + at.output_weights, H, shape.classes).transpose();
  RowMatrix from_output(B, H);  // of every step's state
  multiply(tape.outputs, output_weights, false, from_output);
  from_output /= static_cast<float>(shape.steps);

  RowMatrix d_state = RowMatrix::Zero(B, H);
  RowArray d_cell = RowArray::Zero(B, H);
  RowArray d_i;
  for (int n = shape.steps - 1; n >= 0; --n) {
    auto gates = tape.gates.middleRows(n * B, B);
    auto i = gates.leftCols(H).array();
    auto f = gates.middleCols(H, H).array();
    auto g = gates.middleCols(2 * H, H).array();
    auto o = gates.rightCols(H).array();
    const RowArray tanh_cell = tape.cells.middleRows(n * B, B).array().tanh();
    d_state += from_output;
    d_cell += d_state.array() * o * (1 - tanh_cell.square());
    o = d_state.array() * tanh_cell * o * (1 - o);
    d_i = d_cell * g * i * (1 - i);
    g = d_cell * i * (1 - g.square());
    i = d_i;
    if (n == 0) {
      f.setZero();
      break;
    }
    const RowArray kept = d_cell * f;
    f = kept * tape.cells.middleRows((n - 1) * B, B).array() * (1 - f);
    d_cell = kept;
    multiply(gates, state_weights, false, d_state);
  }
  const int later = (shape.steps - 1) * B;
  multiply_transposed(tape.inputs, tape.gates, Map(gradients + at.input_weights, shape.inputs, 4 * H));
  multiply_transposed(tape.states.topRows(later), tape.gates.bottomRows(later),
                      Map(gradients + at.state_weights, H, 4 * H));
  Map(gradients + at.biases, 1, 4 * H) = tape.gates.colwise().sum();
  return loss;
}

}  // namespace resketch
