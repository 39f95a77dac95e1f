#include "baselines/affine_fit.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cstddef>
#include <limits>

namespace resketch {
namespace {

// Rows of a map are inputs (D places and 1), columns are outputs.
using Map = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;

class Fit {
 public:
  Fit(const AlignedPair& pair, double ridge)
      : pair_(pair),
        dims_(pair.shape.channels / 2),
        normal_(Map::Zero(dims_ + 1, dims_ + 1)),
        right_(Map::Zero(dims_ + 1, dims_)),
        place_(dims_ + 1),
        velocity_(dims_) {
    place_[dims_] = 1;
    const int steps = add_along_the_way();
    normal_.diagonal().head(dims_).array() += ridge * steps;
    right_.diagonal().array() += ridge * steps;
  }

  Map solve() const { return normal_.ldlt().solve(right_); }

 private:
  /// Back from the last points to the first ones. @returns how many pairs of points there are
  int add_along_the_way() {
    int i = pair_.shape.points - 1;
    int j = i;
    int steps = 0;
    for (;; ++steps) {
      add(i, j);
      if (i == 0 && j == 0) return steps + 1;
      switch (i == 0 ? kTarget : j == 0 ? kExemplar : last_move(i, j)) {
        case kBoth:
          --i;
          --j;
          break;
        case kExemplar:
          --i;
          break;
        case kTarget:
          --j;
      }
    }
  }

  enum Move { kBoth, kExemplar, kTarget };  // on which side the way moved on

  Move last_move(int i, int j) const {
    const float both = total(i - 1, j - 1);
    const float exemplar = total(i - 1, j) + pair_.shape.bend;
    const float target = total(i, j - 1) + pair_.shape.bend;
    if (both <= exemplar && both <= target) return kBoth;
    return exemplar <= target ? kExemplar : kTarget;
  }

  float total(int i, int j) const {
    if (!pair_.shape.allows(i, j)) return std::numeric_limits<float>::infinity();
    return pair_.totals[(static_cast<std::size_t>(i) * pair_.shape.points + j) * pair_.lanes + pair_.lane];
  }

  void add(int i, int j) {
    const float* exemplar =
        pair_.exemplars + static_cast<std::size_t>(i) * pair_.shape.channels * pair_.lanes + pair_.lane;
    const float* target = pair_.target + static_cast<std::size_t>(j) * pair_.shape.channels;
    for (int d = 0; d < dims_; ++d) {
      place_[d] = static_cast<double>(exemplar[d * pair_.lanes]);
      velocity_[d] = static_cast<double>(exemplar[(dims_ + d) * pair_.lanes]);
    }
    for (int column = 0; column <= dims_; ++column) {
      for (int row = column; row <= dims_; ++row) normal_(row, column) += place_[row] * place_[column];
    }
    for (int column = 0; column < dims_; ++column) {
      const double x = static_cast<double>(target[column]);
      const double v = static_cast<double>(target[dims_ + column]);
      for (int row = column; row < dims_; ++row) normal_(row, column) += velocity_[row] * velocity_[column];
      for (int row = 0; row < dims_; ++row) right_(row, column) += place_[row] * x + velocity_[row] * v;
      right_(dims_, column) += x;
    }
  }

  const AlignedPair& pair_;
  int dims_;
  Map normal_;  // lower half
  Map right_;
  Eigen::VectorXd place_, velocity_;  // of one point
};

}  // namespace

void map_exemplar(const AlignedPair& pair, double ridge, float* mapped) {
  const int D = pair.shape.channels / 2;
  const Map map = Fit(pair, ridge).solve();
  for (int i = 0; i < pair.shape.points; ++i) {
    const std::size_t at = static_cast<std::size_t>(i) * pair.shape.channels * pair.lanes + pair.lane;
    const float* from = pair.exemplars + at;
    float* to = mapped + at;
    for (int d = 0; d < D; ++d) {
      double place = map(D, d);
      double velocity = 0;
      for (int k = 0; k < D; ++k) {
        place += map(k, d) * static_cast<double>(from[k * pair.lanes]);
        velocity += map(k, d) * static_cast<double>(from[(D + k) * pair.lanes]);
      }
      to[d * pair.lanes] = static_cast<float>(place);
      to[(D + d) * pair.lanes] = static_cast<float>(velocity);
    }
  }
}

}  // namespace resketch
