#include "measures/som.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"

namespace resketch {

int Som::winner(const double* vector) const {
  int best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int n = 0; n < side * side; ++n) {
    double squares = 0;
    for (int d = 0; d < dims; ++d) {
      const double gap = weights[static_cast<std::size_t>(n) * dims + d] - vector[d];
      squares += gap * gap;
    }
    if (squares < least) {
      least = squares;
      best = n;
    }
  }
  return best;
}

std::vector<int> Som::neighbours(int neuron) const {
  std::vector<int> out;
  const int row = neuron / side;
  const int column = neuron % side;
  for (int r = std::max(0, row - 1); r <= std::min(side - 1, row + 1); ++r) {
    for (int c = std::max(0, column - 1); c <= std::min(side - 1, column + 1); ++c) {
      if (r != row || c != column) out.push_back(r * side + c);
    }
  }
  return out;
}

Som train_som(const std::vector<double>& data, int dims, const SomOptions& options) {
  const auto count = static_cast<std::uint32_t>(data.size() / dims);
  Som som{options.side, dims, {}};
  RandomStream random(options.seed, kRandomSom);
  const auto draw = [&] { return &data[static_cast<std::size_t>(random.below(count)) * dims]; };
  for (int n = 0; n < som.side * som.side; ++n) {
    const double* from = draw();
    som.weights.insert(som.weights.end(), from, from + dims);
  }
  for (int t = 0; t < options.presentations; ++t) {
    const double* vector = draw();
    const double decay = 1 / (1 + 2.0 * t / options.presentations);
    const double rate = options.learning_rate * decay;
    const double sigma = options.sigma * decay;
    const int won = som.winner(vector);
    for (int n = 0; n < som.side * som.side; ++n) {
      const int rows = n / som.side - won / som.side;
      const int columns = n % som.side - won % som.side;
      const double pull = rate * std::exp(-(rows * rows + columns * columns) / (2 * sigma * sigma));
      double* weights = &som.weights[static_cast<std::size_t>(n) * dims];
      for (int d = 0; d < dims; ++d) weights[d] += pull * (vector[d] - weights[d]);
    }
  }
  return som;
}

}  // namespace resketch
