#include "baselines/affine_fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/aligned.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

constexpr int kPoints = 30;

/// A spiral's places and velocities, [N, 4].
std::vector<float> spiral() {
  std::vector<float> curve;
  for (int i = 0; i < kPoints; ++i) {
    const float s = .25F * static_cast<float>(i);
    curve.insert(curve.end(), {s * std::cos(s), s * std::sin(s), std::cos(s) - s * std::sin(s),
                               std::sin(s) + s * std::cos(s)});
  }
  return curve;
}

/// x' = 1.2 x + .3 y + 2, y' = -.1 x + .9 y - 1; velocities without the shift.
std::vector<float> mapped(const std::vector<float>& curve) {
  std::vector<float> out;
  for (std::size_t k = 0; k < curve.size(); k += 2) {
    const float shift = k % 4 == 0 ? 1 : 0;
    out.push_back(1.2F * curve[k] + .3F * curve[k + 1] + 2 * shift);
    out.push_back(-.1F * curve[k] + .9F * curve[k + 1] - 1 * shift);
  }
  return out;
}

/// Fits the exemplar in lane 1 to the target. @returns the exemplar after it
std::vector<float> fitted(const std::vector<float>& exemplar, const std::vector<float>& target,
                          double ridge) {
  const int L = simd_lanes();
  const DtwShape shape{kPoints, 4, 0, 0, true};  // a band of 0: point i belongs to point i
  AlignedVector<float> lanes(exemplar.size() * L, 0.0F);
  AlignedVector<float> out(lanes);
  AlignedVector<float> totals(dtw_totals_size(shape));
  AlignedVector<float> distances(L);
  for (std::size_t k = 0; k < exemplar.size(); ++k) lanes[k * L + 1] = exemplar[k];
  dtw_lanes(shape, target.data(), lanes.data(), totals.data(), distances.data());
  map_exemplar({shape, target.data(), lanes.data(), totals.data(), 1, L}, ridge, out.data());
  std::vector<float> values;
  for (std::size_t k = 0; k < exemplar.size(); ++k) {
    values.push_back(out[k * L + 1]);
    EXPECT_EQ(out[k * L], 0) << "another lane was written";
  }
  return values;
}

TEST(AffineFit, UndoesAnAffineMapWhereNothingHoldsItBack) {
  const auto found = fitted(spiral(), mapped(spiral()), 0);
  const auto expected = mapped(spiral());
  for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-3) << k;
}

TEST(AffineFit, AStrongRidgeLeavesNothingButTheShift) {
  auto target = spiral();
  for (std::size_t k = 0; k < target.size(); k += 4) target[k] = 3 * target[k] + 5;
  const auto found = fitted(spiral(), target, 1e9);
  double mean = 0;
  for (std::size_t k = 0; k < target.size(); k += 4) mean += (target[k] - spiral()[k]) / kPoints;
  for (std::size_t k = 0; k < target.size(); ++k) {
    EXPECT_NEAR(found[k] - spiral()[k], k % 4 == 0 ? mean : 0, 1e-3) << k;
  }
}

TEST(AffineFit, ARidgeOfOneMeetsTheTargetHalfway) {
  // One axis, two points: sums of squares of places are 2 and there are 2 steps, so that the data ask for 3,
  // the ridge for 1, with equal weight.
  const int L = simd_lanes();
  const DtwShape shape{2, 2, 0, 0, true};
  const float target[] = {-3, 0, 3, 0};
  AlignedVector<float> lanes(4 * L, 0.0F);
  lanes[0] = -1;
  lanes[2 * L] = 1;
  AlignedVector<float> out(lanes);
  AlignedVector<float> totals(dtw_totals_size(shape));
  AlignedVector<float> distances(L);
  dtw_lanes(shape, target, lanes.data(), totals.data(), distances.data());
  map_exemplar({shape, target, lanes.data(), totals.data(), 0, L}, 1, out.data());
  EXPECT_NEAR(out[0], -2, 1e-6);
  EXPECT_NEAR(out[2 * L], 2, 1e-6);
}

}  // namespace
}  // namespace resketch
