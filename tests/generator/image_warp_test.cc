#include "generator/image_warp.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "generator/image_constants.h"
#include "synthetic_images.h"

namespace resketch {
namespace {

NormalImage normal_of(const std::vector<float>& pixels) {
  const ImageView view{pixels, 28, 28, 0};
  return normal_image(normalise(view, measure_pose(view)));
}

NormalImage drawn(int number, std::uint32_t item) {
  return normal_of(synthetic_image(number, item));
}

double objective(const WarpGrid& grid, const WarpPair& pair, const SmoothnessPrior& prior,
                 const WarpCoefficients& coefficients) {
  return warp_residual(grid, pair, coefficients) +
         static_cast<double>(kImages.noise) * prior.energy(coefficients);
}

TEST(ImageWarp, AStepLowersTheObjective) {
  const WarpGrid grid(kNormalSize);
  const SmoothnessPrior prior;
  for (int number = 0; number < 5; ++number) {
    const FixedImage fixed = fixed_image(drawn(number, 1));
    const MovedImage moved = moved_image(drawn(number, 2));
    const WarpPair pair{fixed.fine.data(), moved.fine.data()};
    WarpCoefficients coefficients{};
    double before = objective(grid, pair, prior, coefficients);
    for (int i = 0; i < 3; ++i) {
      warp_step(grid, pair, prior, kImages.noise, kImages.fine_most, coefficients);
      const double after = objective(grid, pair, prior, coefficients);
      EXPECT_LT(after, before) << number << " step " << i;
      before = after;
    }
  }
}

TEST(ImageWarp, AnImageNeedsNoBendingOntoItself) {
  for (int number = 0; number < 5; ++number) {
    const NormalImage image = drawn(number, 1);
    const WarpFit fit = fit_warp(fixed_image(image), moved_image(image));
    EXPECT_NEAR(fit.score, 0, 1e-3);
    for (const float c : fit.coefficients) EXPECT_NEAR(c, 0, .02);
  }
}

/// A picture with something to hold on to everywhere.
float blobs(double x, double y) {
  return static_cast<float>(.5 + .25 * std::sin(.8 * x + .3 * y) + .25 * std::sin(.7 * y - .35 * x + 1));
}

TEST(ImageWarp, RecoversAKnownSmoothWarp) {
  WarpCoefficients known{};
  for (int node = 0; node < kNodes; ++node) {
    const double x = node % kNodesPerAxis;
    const double y = node / kNodesPerAxis;
    known[2 * node] = static_cast<float>(1.2 * std::sin(.7 * y + .4 * x));
    known[2 * node + 1] = static_cast<float>(1.2 * std::cos(.6 * x - .3 * y));
  }
  std::vector<float> still(kNormalSize * kNormalSize);
  std::vector<float> bent(kNormalSize * kNormalSize);
  for (int y = 0; y < kNormalSize; ++y) {
    for (int x = 0; x < kNormalSize; ++x) {
      const Point from = bend(known, {1.0 * x, 1.0 * y});
      still[y * kNormalSize + x] = blobs(x, y);
      bent[y * kNormalSize + x] = blobs(from.x, from.y);
    }
  }
  const WarpFit fit = fit_warp(fixed_image(normal_image(bent)), moved_image(normal_image(still)));
  double error = 0;
  double size = 0;
  for (int y = 4; y < kNormalSize - 4; ++y) {
    for (int x = 4; x < kNormalSize - 4; ++x) {
      const Point p{1.0 * x, 1.0 * y};
      const Point expected = bend(known, p);
      const Point found = bend(fit.coefficients, p);
      error += std::hypot(found.x - expected.x, found.y - expected.y);
      size += std::hypot(expected.x - p.x, expected.y - p.y);
    }
  }
  EXPECT_LT(error, .2 * size);
}

TEST(ImageWarp, PriorsEnergyIsItsMatrixAndPositive) {
  const SmoothnessPrior prior;
  RandomStream random(4);
  for (int i = 0; i < 20; ++i) {
    WarpCoefficients coefficients;
    for (float& c : coefficients) c = random.normal();
    WarpSystem system;
    prior.begin_system(coefficients, system);
    double product = 0;
    for (int j = 0; j < kWarpUnknowns; ++j) product -= system.right[j] * coefficients[j];
    EXPECT_NEAR(prior.energy(coefficients), product, 1e-4 * product);
    EXPECT_GT(product, 0);
  }
  WarpCoefficients shift{};
  WarpCoefficients fold{};
  for (int node = 0; node < kNodes; ++node) {
    shift[2 * node] = 1;
    fold[2 * node] = node % 2 == 0 ? 1.0F : -1.0F;
  }
  EXPECT_LT(10 * prior.energy(shift), prior.energy(fold));
}

TEST(ImageWarp, ChannelsAreFiniteAndIgnoreBrightness) {
  const auto bright = synthetic_image(1, 3);
  std::vector<float> dim = bright;
  for (float& value : dim) value *= .5F;
  const Channels a = normal_of(bright).channels;
  const Channels b = normal_of(dim).channels;
  double apart = 0;
  double size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    apart += (a[i] - b[i]) * (a[i] - b[i]);
    size += a[i] * a[i];
  }
  EXPECT_LT(apart, .02 * size);
}

}  // namespace
}  // namespace resketch
