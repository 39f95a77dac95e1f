// Latent search: how a module looks for the latent that redraws a target.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace resketch {

/// How a module's latent space is searched.
/// Source of kAdam and its defaults: MIC 2019, as its published code ran it.
struct InferenceOptions {
  enum class Method {
    kAdam,         ///< Adam on the vector, clamped to [0, 1] and divided by its sum before each pass
    kGaussNewton,  ///< Levenberg-Marquardt, projected to the simplex
  };
  Method method = Method::kAdam;
  int iterations = 50;          ///< passes; 0 keeps the start
  float learning_rate = 0.05F;  ///< Adam only, as are the next four
  float beta1 = 0.9F;
  float beta2 = 0.99F;
  float epsilon = 1e-8F;  ///< added outside the root; there is no bias correction
  float start_spread =
      0.005F;               ///< start is U(1/K - spread, 1/K + spread); published: U(.245, .255) for K = 4
  std::uint64_t seed = 0;   ///< of the start
  bool exhaustive = false;  ///< pass over no module, however little it resembles the target
};

std::string_view to_string(InferenceOptions::Method method);
std::optional<InferenceOptions::Method> parse_method(std::string_view text);

/// How an exemplar was moved to where the redrawing lies. Generators that deform exemplars tell; LSTMs
/// cannot.
///
/// The pose is what an affine map does, about the exemplar's middle: first size, then slant, turn and shift.
/// Lengths are pixels for images; for strokes, shares of the larger of the exemplar's width and height.
struct PoseAndWarp {
  int exemplar = 0;              ///< the one with the largest weight
  double width = 1, height = 1;  ///< of the redrawing, over the exemplar's
  double slant = 0;              ///< degrees to the right
  double turn = 0;               ///< degrees against the clock; 0 for images, which slant instead
  double right = 0, up = 0;      ///< shift
  double bend = 0;               ///< how far, at most, a point lies from where the pose alone would put it
  std::vector<float> warp;       ///< what was drawn where: strokes [T], the exemplar's step at each step;
                            ///< images [T, D, 2], its column and row at each pixel; between them, fractions
};

/// What one module made of one target.
struct Reconstruction {
  std::vector<float> latent;  ///< [K]
  std::vector<float> values;  ///< [T, D]; empty unless asked for
  double loss = 0;            ///< mean squared error over T x D, standardised units
  std::optional<PoseAndWarp> pose_and_warp;
};

}  // namespace resketch
