// A self-organising map: a square grid of neurons that learns to lie where the data lie.
#pragma once

#include <cstdint>
#include <vector>

namespace resketch {

struct SomOptions {
  int side = 17;
  double sigma = 1.0;  ///< of the neighbourhood, in neurons
  double learning_rate = 0.5;
  int presentations = 10'000;
  std::uint64_t seed = 42;
};

struct Som {
  int side = 0;
  int dims = 0;
  std::vector<double> weights;  ///< [side x side, dims]

  /// The neuron nearest to a vector [dims].
  int winner(const double* vector) const;
  /// The neurons beside one, diagonally too.
  std::vector<int> neighbours(int neuron) const;
};

/// Neurons start at data drawn at random; data are presented at random; the neighbourhood is Gaussian; rate
/// and sigma fall as 1 / (1 + 2 t / presentations).
/// @param data [N, dims]
/// Source: Kohonen 1982; the schedule is MiniSom's.
Som train_som(const std::vector<double>& data, int dims, const SomOptions& options);

}  // namespace resketch
