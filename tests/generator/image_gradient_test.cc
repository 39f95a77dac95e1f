// What pixels have to do with evidence: against finite differences of what is really computed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "generator/image_constants.h"
#include "generator/image_evidence.h"
#include "generator/image_mismatch.h"
#include "synthetic_images.h"

namespace resketch {
namespace {

using Values = std::vector<float>;

Values random_direction(std::size_t size, std::uint32_t number) {
  RandomStream random(11, 0, number);
  Values out(size);
  for (float& value : out) value = random.normal();
  return out;
}

double dot(const auto& a, const auto& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

template <typename Vector>
Vector moved(Vector from, const Values& direction, float step) {
  for (std::size_t i = 0; i < from.size(); ++i) from[i] += step * direction[i];
  return from;
}

/// The change of `function` along `direction`, by central differences.
template <typename Vector, typename Function>
double slope(const Function& function, const Vector& at, const Values& direction, float step) {
  return (function(moved(at, direction, step)) - function(moved(at, direction, -step))) / (2.0 * step);
}

/// Correlation about 0 of the gradient's slopes and the true ones along random directions, and the scale by
/// which the former must be multiplied to give the latter.
struct Agreement {
  double correlation, scale;
};

template <typename Vector, typename Function>
Agreement agreement(const Function& function, const Vector& at, const auto& gradient, float step,
                    int directions = 40) {
  double products = 0;
  double claimed_squares = 0;
  double true_squares = 0;
  for (int d = 0; d < directions; ++d) {
    const Values direction = random_direction(at.size(), d);
    const double claimed = dot(gradient, direction);
    const double measured = slope(function, at, direction, step);
    products += claimed * measured;
    claimed_squares += claimed * claimed;
    true_squares += measured * measured;
  }
  return {products / std::sqrt(claimed_squares * true_squares), products / claimed_squares};
}

ImageView view_of(const Values& pixels) {
  return {pixels, 28, 28, 0};
}

/// Grey everywhere, so that nothing is clamped and every gradient has a direction.
Values grey_image(int number, std::uint32_t item) {
  const Values noise = random_direction(28 * 28, 100 + item);
  Values out = synthetic_image(number, item);
  for (std::size_t p = 0; p < out.size(); ++p) out[p] = .3F + .4F * out[p] + .03F * noise[p];
  return out;
}

Values normal_ink(const Values& pixels) {
  return normalise(view_of(pixels), measure_pose(view_of(pixels)));
}

TEST(ImageGradient, ThroughTheChannelsIsTheSlopeAlongEveryDirection) {
  Values ink = normal_ink(grey_image(1, 1));
  const Values noise = random_direction(ink.size(), 5);  // depths have no slope where two ways are equal
  for (std::size_t p = 0; p < ink.size(); ++p) ink[p] += .01F * noise[p];
  const NormalImage normal = normal_image(ink);
  NormalImage weights{random_direction(ink.size(), 1), {}, {}, random_direction(ink.size(), 4)};
  for (const float value : random_direction(normal.channels.size(), 2)) weights.channels.push_back(value);
  for (const float value : random_direction(normal.key.size(), 3)) weights.key.push_back(value);
  const auto function = [&](const Values& at) {
    const NormalImage image = normal_image(at);
    return dot(weights.ink, image.ink) + dot(weights.channels, image.channels) + dot(weights.key, image.key) +
           dot(weights.filled, image.filled);
  };
  const auto [correlation, scale] = agreement(function, ink, gradient_by_ink(ink, weights), 2e-4F);
  EXPECT_GT(correlation, .999);
  EXPECT_NEAR(scale, 1, .01);
}

TEST(ImageGradient, ThroughThePoseIsTheSlopeAlongEveryDirection) {
  for (const int number : {0, 2, 3}) {
    Values pixels = grey_image(number, 2);
    // Fainter towards the border, so that the shape is not drawn smaller than it is.
    for (int p = 0; p < 28 * 28; ++p)
      pixels[p] *= std::exp(-static_cast<float>(std::hypot(p / 28 - 13, p % 28 - 14)) / 6);
    ASSERT_LT(measure_pose(view_of(pixels)).scale_x, 1.5);
    const Values weights = random_direction(kNormalSize * kNormalSize, 4);
    const auto function = [&](const Values& at) { return dot(weights, normal_ink(at)); };
    const auto [correlation, scale] =
        agreement(function, pixels, gradient_by_pixels(view_of(pixels), weights), 2e-4F);
    EXPECT_GT(correlation, .995) << number;
    EXPECT_NEAR(scale, 1, .02) << number;
  }
}

TEST(ImageGradient, OfAShapeTooLargeForItsNormalPoseGoesThroughTheSoftening) {
  const Values pixels = grey_image(1, 3);  // grey up to the border
  ASSERT_GT(measure_pose(view_of(pixels)).scale_x, 1);
  const Values larger = synthetic_image(1, 3, 70, 70);
  Values grey(larger.size());
  for (std::size_t p = 0; p < grey.size(); ++p) grey[p] = .9F - .6F * larger[p];
  const ImageView paper{grey, 70, 70, 1};
  ASSERT_GT(measure_pose(paper).scale_x, 1.5);
  const Values weights = random_direction(kNormalSize * kNormalSize, 5);
  const auto function = [&](const Values& at) {
    const ImageView view{at, 70, 70, 1};
    return dot(weights, normalise(view, measure_pose(view)));
  };
  const auto [correlation, scale] = agreement(function, grey, gradient_by_pixels(paper, weights), 2e-4F);
  EXPECT_GT(correlation, .98);
  EXPECT_NEAR(scale, 1, .05);
}

/// Two images as mismatch wants them, the second bent onto the first.
struct Pair {
  FixedImage target;
  MovedImage exemplar;
  WarpCoefficients bent;

  Pair(int number, int other)
      : target(fixed_image(normal_image(normal_ink(grey_image(number, 1))))),
        exemplar(moved_image(normal_image(normal_ink(grey_image(other, 2))))),
        bent(fit_warp(target, exemplar).coefficients) {}
};

TEST(ImageGradient, ThroughTheFitIsWhatTheEquationsSay) {
  // One Gauss-Newton step from where the fit ended moves the bend as the target moves.
  const Pair pair(1, 1);
  const WarpGrid grid(kNormalSize);
  const SmoothnessPrior prior;
  const auto step_from = [&](const Channels& target, WarpCoefficients from) {
    warp_step(grid, {target.data(), pair.exemplar.fine.data()}, prior, .1F, 100, from);
    return from;
  };
  const Values of_nodes = random_direction(kWarpUnknowns, 6);
  WarpCoefficients weights;
  std::copy(of_nodes.begin(), of_nodes.end(), weights.begin());
  Channels by_channels(pair.target.fine.size(), 0.0F);
  add_through_fit(pair.exemplar, pair.bent, weights, by_channels);
  const auto function = [&](const Channels& at) { return dot(weights, step_from(at, pair.bent)); };
  const auto [correlation, scale] = agreement(function, pair.target.fine, by_channels, .01F);
  EXPECT_GT(correlation, .999);
  EXPECT_NEAR(scale, 1, .01);
}

TEST(ImageGradient, OfTheMismatchFollowsTheTargetAndTheBend) {
  for (const auto& [number, other] : {std::pair{1, 1}, std::pair{3, 4}}) {
    const Pair pair(number, other);
    const NormalImage gradient = mismatch_gradient(pair.target, pair.exemplar, pair.bent);
    const auto function = [&](const Channels& at) {
      FixedImage target = pair.target;
      target.fine = at;
      // As fit_warp ends: some more steps from where it ended. All of it would start from other channels.
      WarpCoefficients bent = pair.bent;
      for (int i = 0; i < kImages.fine_steps; ++i) {
        warp_step(WarpGrid(kNormalSize), {target.fine.data(), pair.exemplar.fine.data()}, SmoothnessPrior(),
                  kImages.noise, kImages.fine_most, bent);
      }
      return mismatch(target, pair.exemplar, bent);
    };
    const auto [correlation, scale] = agreement(function, pair.target.fine, gradient.channels, .01F);
    // Without the part through the bend: .98 and .95, .995 and .99.
    EXPECT_GT(correlation, .997) << number << " " << other;
    EXPECT_NEAR(scale, 1, .03) << number << " " << other;

    const auto of_ink = [&](const Values& at) {
      FixedImage target = pair.target;
      target.ink = at;
      return mismatch(target, pair.exemplar, pair.bent);
    };
    EXPECT_GT(agreement(of_ink, pair.target.ink, gradient.ink, .01F).correlation, .999);
    const auto of_key = [&](const AlignedVector<float>& at) {
      FixedImage target = pair.target;
      target.key = at;
      return mismatch(target, pair.exemplar, pair.bent);
    };
    EXPECT_GT(agreement(of_key, pair.target.key, gradient.key, .01F).correlation, .999);
    const auto of_filled = [&](const Values& at) {
      FixedImage target = pair.target;
      target.filled = at;
      return mismatch(target, pair.exemplar, pair.bent);
    };
    EXPECT_GT(agreement(of_filled, pair.target.filled, gradient.filled, .01F).correlation, .999);
  }
}

TEST(ImageGradient, PointsWhereTheEvidenceReallyRises) {
  const Model model = synthetic_image_model(5, 4);
  const ImageEvidence classes = ImageEvidence::make(model).value();
  for (int number = 0; number < 5; ++number) {
    const Values target = grey_image(number, 900);
    std::vector<double> weights(5, 0.0);
    weights[number] = -.4;
    weights[(number + 1) % 5] = 1.4;
    const auto function = [&](const Values& at) { return dot(weights, classes.explain(at).evidence); };
    const Values gradient = classes.gradient(target, classes.explain(target), weights);
    // Along single pixels evidence jumps a little, wherever a bend crosses to another pixel or starts
    // elsewhere, or another pixel becomes the lowest of the wall around a place; over a step that changes a
    // picture it must rise as foretold.
    const double length = std::sqrt(dot(gradient, gradient));
    const float step = .1F / static_cast<float>(length);
    EXPECT_NEAR((function(moved(target, gradient, step)) - function(target)) / (.1 * length), 1, .3)
        << number;
  }
}

TEST(ImageGradient, OfABlankImageIsFinite) {
  const Model model = synthetic_image_model(2, 2);
  const ImageEvidence classes = ImageEvidence::make(model).value();
  const Values blank(28 * 28, 0.0F);
  for (const float value : classes.gradient(blank, classes.explain(blank), std::vector<double>{1, -1}))
    EXPECT_TRUE(std::isfinite(value));
}

}  // namespace
}  // namespace resketch
