#include "inference/simplex.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace resketch {
namespace {

double entry(std::span<const double> A, int i, int j) {
  return i >= j ? A[i * (i + 1) / 2 + j] : A[j * (j + 1) / 2 + i];
}

/// Solves for the step p over the free indices with sum p = 0: A p + gradient = multiplier. Returns the
/// multiplier.
double equality_step(std::span<const double> A, std::span<const double> gradient, std::span<const int> open,
                     std::span<double> p) {
  const int n = static_cast<int>(open.size());
  std::array<double, kMaxLatent*(kMaxLatent + 1) / 2> factor;  // Cholesky of A over the free indices
  std::array<double, kMaxLatent> by_gradient;
  std::array<double, kMaxLatent> by_one;
  const auto at = [](int i, int j) { return i * (i + 1) / 2 + j; };
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = entry(A, open[i], open[j]);
      for (int k = 0; k < j; ++k) sum -= factor[at(i, k)] * factor[at(j, k)];
      factor[at(i, j)] = i == j ? std::sqrt(std::max(sum, 1e-300)) : sum / factor[at(j, j)];
    }
  }
  const auto solve = [&](std::array<double, kMaxLatent>& b) {
    for (int i = 0; i < n; ++i) {
      for (int k = 0; k < i; ++k) b[i] -= factor[at(i, k)] * b[k];
      b[i] /= factor[at(i, i)];
    }
    for (int i = n - 1; i >= 0; --i) {
      for (int k = i + 1; k < n; ++k) b[i] -= factor[at(k, i)] * b[k];
      b[i] /= factor[at(i, i)];
    }
  };
  for (int i = 0; i < n; ++i) {
    by_gradient[i] = gradient[open[i]];
    by_one[i] = 1;
  }
  solve(by_gradient);
  solve(by_one);
  double sum_gradient = 0;
  double sum_one = 0;
  for (int i = 0; i < n; ++i) {
    sum_gradient += by_gradient[i];
    sum_one += by_one[i];
  }
  const double multiplier = sum_gradient / sum_one;
  for (int i = 0; i < n; ++i) p[i] = multiplier * by_one[i] - by_gradient[i];
  return multiplier;
}

}  // namespace

void minimise_on_simplex(int K, std::span<const double> A, std::span<const double> g,
                         std::span<const double> z, std::span<const bool> allowed, std::span<double> x) {
  std::array<int, kMaxLatent> open_storage;
  std::array<bool, kMaxLatent> is_open{};
  std::array<double, kMaxLatent> gradient{};
  std::array<double, kMaxLatent> p;
  for (int k = 0; k < K; ++k) {
    x[k] = z[k];
    is_open[k] = allowed[k] && z[k] > 0;
  }
  // Each round ends with an index closed, an index opened or the minimum; the bound only stops cycling by
  // rounding.
  for (int round = 0; round < 4 * K + 4; ++round) {
    for (int i = 0; i < K; ++i) {
      gradient[i] = g[i];
      for (int j = 0; j < K; ++j) gradient[i] += entry(A, i, j) * (x[j] - z[j]);
    }
    int n = 0;
    for (int k = 0; k < K; ++k) {
      if (is_open[k]) open_storage[n++] = k;
    }
    const std::span<const int> open(open_storage.data(), n);
    const double multiplier = equality_step(A, gradient, open, p);
    double length = 1;
    int blocking = -1;
    for (int i = 0; i < n; ++i) {
      if (p[i] < 0 && x[open[i]] + length * p[i] < 0) {
        length = -x[open[i]] / p[i];
        blocking = open[i];
      }
    }
    for (int i = 0; i < n; ++i) x[open[i]] += length * p[i];
    if (blocking >= 0) {
      x[blocking] = 0;
      is_open[blocking] = false;
      continue;
    }
    // At the minimum over the open indices, a closed one may open if the objective falls towards it.
    int opening = -1;
    double steepest = -1e-12 * (std::abs(multiplier) + 1e-12);
    for (int k = 0; k < K; ++k) {
      if (is_open[k] || !allowed[k]) continue;
      double slope = g[k];
      for (int j = 0; j < K; ++j) slope += entry(A, k, j) * (x[j] - z[j]);
      if (slope - multiplier < steepest) {
        steepest = slope - multiplier;
        opening = k;
      }
    }
    if (opening < 0) return;
    is_open[opening] = true;
  }
}

void project_to_simplex(int K, std::span<const bool> allowed, std::span<double> x) {
  std::array<double, kMaxLatent> sorted;
  int n = 0;
  for (int k = 0; k < K; ++k) {
    if (allowed[k]) sorted[n++] = x[k];
  }
  std::sort(sorted.begin(), sorted.begin() + n, std::greater<>());
  double sum = 0;
  double shift = 0;
  for (int i = 0; i < n; ++i) {
    sum += sorted[i];
    const double candidate = (sum - 1) / (i + 1);
    if (sorted[i] > candidate) shift = candidate;
  }
  for (int k = 0; k < K; ++k) x[k] = allowed[k] ? std::max(x[k] - shift, 0.0) : 0.0;
}

}  // namespace resketch
