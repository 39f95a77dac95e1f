#include "inference/simplex.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace resketch {
namespace {

struct Problem {
  int K;
  std::vector<double> A, g, z;
  std::array<bool, kMaxLatent> allowed{};

  double at(int i, int j) const { return i >= j ? A[i * (i + 1) / 2 + j] : A[j * (j + 1) / 2 + i]; }
  double slope(const std::vector<double>& x, int k) const {
    double sum = g[k];
    for (int j = 0; j < K; ++j) sum += at(k, j) * (x[j] - z[j]);
    return sum;
  }
};

/// A positive definite matrix, sometimes nearly flat, and a start on some face.
Problem any_problem() {
  RandomStream random(*rc::gen::arbitrary<std::uint64_t>());
  Problem p;
  p.K = *rc::gen::inRange(1, 17);
  const int rank = *rc::gen::inRange(1, p.K + 1);
  std::vector<std::vector<double>> rows(rank, std::vector<double>(p.K));
  for (auto& row : rows) {
    for (double& value : row) value = random.normal();
  }
  for (int i = 0; i < p.K; ++i) {
    for (int j = 0; j <= i; ++j) {
      double sum = i == j ? 1e-3 : 0;
      for (const auto& row : rows) sum += row[i] * row[j];
      p.A.push_back(sum);
    }
    p.g.push_back(random.normal());
    p.z.push_back(random.uniform() < 0.3F ? 0 : random.uniform());
  }
  int allowed = 0;
  for (int k = 0; k < p.K; ++k) {
    p.allowed[k] = k == 0 || random.uniform() < 0.8F;
    allowed += p.allowed[k] ? 1 : 0;
  }
  project_to_simplex(p.K, p.allowed, p.z);
  return p;
}

RC_GTEST_PROP(MinimiseOnSimplex, MeetsTheConditionsOfAMinimum, ()) {
  const Problem p = any_problem();
  std::vector<double> x(p.K);
  minimise_on_simplex(p.K, p.A, p.g, p.z, p.allowed, x);
  RC_ASSERT(std::abs(std::accumulate(x.begin(), x.end(), 0.0) - 1) < 1e-9);
  double multiplier = 0;
  double mass = 0;
  for (int k = 0; k < p.K; ++k) {
    RC_ASSERT(x[k] >= 0);
    RC_ASSERT(p.allowed[k] || x[k] == 0);
    multiplier += x[k] * p.slope(x, k);
    mass += x[k];
  }
  multiplier /= mass;
  for (int k = 0; k < p.K; ++k) {
    if (!p.allowed[k]) continue;
    RC_ASSERT(p.slope(x, k) >= multiplier - 1e-6);  // nothing falls by moving weight to k
    if (x[k] > 1e-9) RC_ASSERT(std::abs(p.slope(x, k) - multiplier) < 1e-6);
  }
}

RC_GTEST_PROP(ProjectToSimplex, IsTheNearestPoint, ()) {
  RandomStream random(*rc::gen::arbitrary<std::uint64_t>());
  const int K = *rc::gen::inRange(1, 12);
  std::array<bool, kMaxLatent> allowed{};
  allowed.fill(true);
  std::vector<double> x(K);
  for (double& value : x) value = 2 * random.normal();
  const auto from = x;
  project_to_simplex(K, allowed, x);
  RC_ASSERT(std::abs(std::accumulate(x.begin(), x.end(), 0.0) - 1) < 1e-9);
  // Nearest: the way back to where it came from leads out of the simplex everywhere.
  for (int k = 0; k < K; ++k) {
    RC_ASSERT(x[k] >= 0);
    double along = 0;
    for (int j = 0; j < K; ++j) along += (from[j] - x[j]) * ((j == k ? 1 : 0) - x[j]);
    RC_ASSERT(along <= 1e-9);
  }
}

}  // namespace
}  // namespace resketch
