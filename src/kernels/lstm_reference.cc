#include "kernels/lstm_reference.h"

#include <cmath>

namespace resketch::reference {
namespace {

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

/// All values of one forward pass that backward needs; rows are steps.
struct Tape {
  std::vector<double> i, f, g, o;  // [T, H]
  std::vector<double> c, h;        // [T + 1, H], row 0 is the zero start
  std::vector<double> drawn;       // [T, D]
};

Tape forward(const LstmShape& s, std::span<const double> p, std::span<const double> z) {
  const LstmLayout at(s);
  const int H = s.hidden;
  const int D = s.outputs;
  Tape tape;
  for (auto* gate : {&tape.i, &tape.f, &tape.g, &tape.o}) gate->resize(s.steps * H);
  tape.c.assign((s.steps + 1) * H, 0);
  tape.h.assign((s.steps + 1) * H, 0);
  tape.drawn.resize(s.steps * D);
  for (int t = 0; t < s.steps; ++t) {
    const double* h_before = &tape.h[t * H];
    const auto preactivation = [&](int gate, int unit) {
      const int row = gate * H + unit;
      double a = p[at.bias_ih + row] + p[at.bias_hh + row];
      for (int j = 0; j < H; ++j) a += p[at.weight_hh + row * H + j] * h_before[j];
      if (t == 0) {
        for (int k = 0; k < s.inputs; ++k) a += p[at.weight_ih + row * s.inputs + k] * z[k];
      }
      return a;
    };
    for (int u = 0; u < H; ++u) {
      const int tu = t * H + u;
      tape.i[tu] = sigmoid(preactivation(0, u));
      tape.f[tu] = sigmoid(preactivation(1, u));
      tape.g[tu] = std::tanh(preactivation(2, u));
      tape.o[tu] = sigmoid(preactivation(3, u));
      tape.c[tu + H] = tape.f[tu] * tape.c[tu] + tape.i[tu] * tape.g[tu];
    }
    for (int u = 0; u < H; ++u)
      tape.h[(t + 1) * H + u] = tape.o[t * H + u] * std::tanh(tape.c[(t + 1) * H + u]);
    for (int d = 0; d < D; ++d) {
      double y = p[at.out_bias + d];
      for (int j = 0; j < H; ++j) y += p[at.out_weight + d * H + j] * tape.h[(t + 1) * H + j];
      tape.drawn[t * D + d] = y;
    }
  }
  return tape;
}

}  // namespace

std::vector<double> draw(const LstmShape& shape, std::span<const double> parameters,
                         std::span<const double> z) {
  return forward(shape, parameters, z).drawn;
}

Gradients loss_and_gradients(const LstmShape& s, std::span<const double> p, std::span<const double> z,
                             std::span<const double> target) {
  const LstmLayout at(s);
  const int H = s.hidden;
  const int D = s.outputs;
  const Tape tape = forward(s, p, z);
  Gradients out;
  out.parameters.assign(at.size, 0);
  out.z.assign(s.inputs, 0);
  const double scale = 1.0 / (s.steps * D);
  std::vector<double> dh(H, 0);
  std::vector<double> dc(H, 0);
  std::vector<double> da(4 * H);
  for (int t = s.steps - 1; t >= 0; --t) {
    const double* h = &tape.h[(t + 1) * H];
    const double* h_before = &tape.h[t * H];
    for (int d = 0; d < D; ++d) {
      const double error = tape.drawn[t * D + d] - target[t * D + d];
      out.loss += error * error * scale;
      const double dy = 2 * error * scale;
      out.parameters[at.out_bias + d] += dy;
      for (int j = 0; j < H; ++j) {
        out.parameters[at.out_weight + d * H + j] += dy * h[j];
        dh[j] += dy * p[at.out_weight + d * H + j];
      }
    }
    for (int u = 0; u < H; ++u) {
      const int tu = t * H + u;
      const double i = tape.i[tu], f = tape.f[tu], g = tape.g[tu], o = tape.o[tu];
      const double tanh_c = std::tanh(tape.c[tu + H]);
      dc[u] += dh[u] * o * (1 - tanh_c * tanh_c);
      da[u] = dc[u] * g * i * (1 - i);
      da[H + u] = dc[u] * tape.c[tu] * f * (1 - f);
      da[2 * H + u] = dc[u] * i * (1 - g * g);
      da[3 * H + u] = dh[u] * tanh_c * o * (1 - o);
      dc[u] *= f;
    }
    std::fill(dh.begin(), dh.end(), 0);
    for (int row = 0; row < 4 * H; ++row) {
      out.parameters[at.bias_ih + row] += da[row];
      out.parameters[at.bias_hh + row] += da[row];
      for (int j = 0; j < H; ++j) {
        out.parameters[at.weight_hh + row * H + j] += da[row] * h_before[j];
        dh[j] += da[row] * p[at.weight_hh + row * H + j];
      }
      if (t > 0) continue;
      for (int k = 0; k < s.inputs; ++k) {
        out.parameters[at.weight_ih + row * s.inputs + k] += da[row] * z[k];
        out.z[k] += da[row] * p[at.weight_ih + row * s.inputs + k];
      }
    }
  }
  return out;
}

}  // namespace resketch::reference
