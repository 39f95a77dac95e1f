#include "kernels/warp_step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <vector>

#include "base/random.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

/// Two smooth images and a displacement that is not zero.
struct Problem {
  WarpGrid grid;
  AlignedVector<float> fixed, moved;
  WarpCoefficients coefficients{};

  Problem(int size, std::uint64_t seed)
      : grid(size), fixed(grid.fixed_values()), moved(grid.moved_values(), 0.0F) {
    RandomStream random(seed);
    for (int c = 0; c < kWarpChannels; ++c) {
      const float along = random.uniform(.2F, .8F);
      const float down = random.uniform(.2F, .8F);
      const float phase = random.uniform(0, 2 * std::numbers::pi_v<float>);
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          const auto value = [&](float dx, float dy) {
            return std::sin(along * (static_cast<float>(x) + dx) + down * (static_cast<float>(y) + dy) +
                            phase);
          };
          fixed[(y * size + x) * kWarpChannels + c] = value(.6F, -.4F);
          moved[((y + kWarpMargin) * grid.width() + x + kWarpMargin) * kWarpChannels + c] = value(0, 0);
        }
      }
    }
    for (float& c : coefficients) c = random.uniform(-.9F, .9F);
  }
  WarpPair pair() const { return {fixed.data(), moved.data()}; }
};

/// The equations in double precision, from the definition: tents around nodes, a dense Jacobian.
struct Reference {
  double squares = 0;
  double matrix[kWarpUnknowns][kWarpUnknowns] = {};
  double right[kWarpUnknowns] = {};
  double largest = 0;  // entry of the matrix

  explicit Reference(const Problem& p) {
    const int size = p.grid.size();
    const auto tent = [&](int node, int pixel) {
      const double at = node * p.grid.side() - .5;
      return std::max(0.0, 1 - std::abs(pixel - at) / p.grid.side());
    };
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        double shares[kNodes];
        double from_x = x + kWarpMargin;
        double from_y = y + kWarpMargin;
        for (int node = 0; node < kNodes; ++node) {
          shares[node] = tent(node % kNodesPerAxis, x) * tent(node / kNodesPerAxis, y);
          from_x += shares[node] * p.coefficients[2 * node];
          from_y += shares[node] * p.coefficients[2 * node + 1];
        }
        const int column = static_cast<int>(from_x);
        const int row = static_cast<int>(from_y);
        const double along = from_x - column;
        const double down = from_y - row;
        for (int c = 0; c < kWarpChannels; ++c) {
          const auto at = [&](int dy, int dx) {
            return static_cast<double>(
                p.moved[((row + dy) * p.grid.width() + column + dx) * kWarpChannels + c]);
          };
          const double bent = (1 - down) * ((1 - along) * at(0, 0) + along * at(0, 1)) +
                              down * ((1 - along) * at(1, 0) + along * at(1, 1));
          const double by_x = (1 - down) * (at(0, 1) - at(0, 0)) + down * (at(1, 1) - at(1, 0));
          const double by_y = (1 - along) * (at(1, 0) - at(0, 0)) + along * (at(1, 1) - at(0, 1));
          const double r = p.fixed[(y * size + x) * kWarpChannels + c] - bent;
          double jacobian[kWarpUnknowns];
          for (int node = 0; node < kNodes; ++node) {
            jacobian[2 * node] = shares[node] * by_x;
            jacobian[2 * node + 1] = shares[node] * by_y;
          }
          squares += r * r;
          for (int i = 0; i < kWarpUnknowns; ++i) {
            right[i] += r * jacobian[i];
            for (int j = 0; j < kWarpUnknowns; ++j) matrix[i][j] += jacobian[i] * jacobian[j];
          }
        }
      }
    }
    for (int i = 0; i < kWarpUnknowns; ++i) largest = std::max(largest, matrix[i][i]);
  }
};

class EveryIsa : public testing::Test {
 protected:
  ~EveryIsa() override { use_isa(available_isas().front()).value(); }
};
using WarpStep = EveryIsa;

TEST_F(WarpStep, ResidualsOfCellsAddUpAndTellWhereTheErrorIs) {
  const Problem p(24, 3);
  constexpr int kChanged = 7;  // row 1, column 3 of the cells
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    const auto before = warp_residuals(p.grid, p.pair(), p.coefficients);
    EXPECT_NEAR(std::accumulate(before.begin(), before.end(), 0.0),
                warp_residual(p.grid, p.pair(), p.coefficients), 1e-3);
    Problem other = p;
    const int pixel = (kChanged / kCellsPerAxis * 6 + 2) * 24 + kChanged % kCellsPerAxis * 6 + 4;
    other.fixed[static_cast<std::size_t>(pixel) * kWarpChannels] += 10;
    const auto after = warp_residuals(p.grid, other.pair(), p.coefficients);
    for (int cell = 0; cell < kCells; ++cell) {
      if (cell == kChanged) {
        EXPECT_GT(std::abs(after[cell] - before[cell]), 1) << isa;
      } else {
        EXPECT_EQ(after[cell], before[cell]) << isa << " cell " << cell;
      }
    }
  }
}

TEST_F(WarpStep, EquationsEqualADoubleReferenceOnEveryIsa) {
  for (const int size : {12, 24}) {
    const Problem p(size, 1);
    const Reference reference(p);
    for (const std::string& isa : available_isas()) {
      use_isa(isa).value();
      WarpSystem system{};
      const float squares = add_warp_equations(p.grid, p.pair(), p.coefficients, system);
      EXPECT_NEAR(squares, reference.squares, 1e-4 * reference.squares) << isa;
      EXPECT_NEAR(warp_residual(p.grid, p.pair(), p.coefficients), reference.squares,
                  1e-4 * reference.squares)
          << isa;
      for (int i = 0; i < kWarpUnknowns; ++i) {
        EXPECT_NEAR(system.right[i], reference.right[i], 1e-4 * reference.largest) << isa;
        for (int j = i; j < kWarpUnknowns; ++j) {
          const float found = j - i < kWarpBand ? system.matrix[i][j - i] : 0.0F;
          EXPECT_NEAR(found, reference.matrix[i][j], 1e-4 * reference.largest) << isa << " " << i << " " << j;
        }
      }
    }
  }
}

TEST_F(WarpStep, SolvesABandedSystemOnEveryIsa) {
  RandomStream random(3);
  const auto end_of_row = [](int i) { return std::min(i + kWarpBand, kWarpUnknowns); };
  double root[kWarpUnknowns][kWarpUnknowns] = {};  // upper triangle of a band: so is the matrix root' root
  double matrix[kWarpUnknowns][kWarpUnknowns] = {};
  float right[kWarpUnknowns];
  for (int i = 0; i < kWarpUnknowns; ++i) {
    right[i] = random.normal();
    root[i][i] = random.uniform(1, 2);
    for (int j = i + 1; j < end_of_row(i); ++j) root[i][j] = .1 * random.normal();
  }
  for (int i = 0; i < kWarpUnknowns; ++i) {
    for (int j = 0; j < kWarpUnknowns; ++j) {
      for (int k = 0; k < kWarpUnknowns; ++k) matrix[i][j] += root[k][i] * root[k][j];
    }
  }
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    WarpSystem system{};
    for (int i = 0; i < kWarpUnknowns; ++i) {
      system.right[i] = right[i];
      for (int j = i; j < end_of_row(i); ++j) system.matrix[i][j - i] = static_cast<float>(matrix[i][j]);
    }
    solve_warp_system(system);
    for (int i = 0; i < kWarpUnknowns; ++i) {
      double product = 0;
      for (int j = 0; j < kWarpUnknowns; ++j) product += matrix[i][j] * system.right[j];
      EXPECT_NEAR(product, right[i], 1e-4) << isa;
    }
  }
}

TEST_F(WarpStep, StaysFiniteWhereTheFieldLeavesTheImage) {
  Problem p(24, 5);
  for (const float far : {1e3F, -1e3F, 1e30F}) {
    p.coefficients.fill(far);
    EXPECT_TRUE(std::isfinite(warp_residual(p.grid, p.pair(), p.coefficients)));
  }
}

}  // namespace
}  // namespace resketch
