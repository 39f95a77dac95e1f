// Bending one image onto another: a smooth displacement field, found by Gauss-Newton from coarse to fine.
#pragma once

#include "generator/image_normal.h"
#include "kernels/warp_step.h"

namespace resketch {

/// An image as the one that stays while exemplars are bent onto it.
struct FixedImage {
  Channels fine;    ///< [24, 24, channels]
  Channels coarse;  ///< [12, 12, channels]
  std::vector<float> ink;
  AlignedVector<float> key;
  std::vector<float> filled;
};

/// An image as the one that is bent.
struct MovedImage {
  Channels fine;    ///< [32, 32, channels], with margin
  Channels coarse;  ///< [20, 20, channels], with margin
  std::vector<float> ink;
  AlignedVector<float> key;
  std::vector<float> filled;
};

FixedImage fixed_image(NormalImage image);
MovedImage moved_image(NormalImage image);

/// How one image was bent onto another.
struct WarpFit {
  WarpCoefficients coefficients{};  ///< displacements of nodes in pixels of the normal pose
  double score = 0;                 ///< squared error + noise * prior energy: what was minimised
};

/// Energy of a displacement field: it wants to be small, even and without folds. Quadratic: c' P c.
class SmoothnessPrior {
 public:
  SmoothnessPrior();
  double energy(const WarpCoefficients& coefficients) const;
  /// matrix = P, right = -P c: what the data's equations are added to.
  void begin_system(const WarpCoefficients& coefficients, WarpSystem& system) const;

 private:
  std::array<std::array<float, kWarpBand>, kWarpUnknowns> band_;  // [j][k]: entry (j, j + k)
};

/// One Gauss-Newton step for the squared error / noise + the prior's energy; no node moves by more than
/// `most`.
/// @returns squared error before the step
float warp_step(const WarpGrid& grid, const WarpPair& pair, const SmoothnessPrior& prior, float noise,
                float most, WarpCoefficients& coefficients);

/// Bends `moved` onto `fixed`: the most probable field under the prior, among those found from a few starts.
WarpFit fit_warp(const FixedImage& fixed, const MovedImage& moved);

/// Squared error of the channels under each cell of the grid.
std::array<float, kCells> cell_residuals(const FixedImage& fixed, const MovedImage& moved,
                                         const WarpCoefficients& coefficients);

/// Where the point of the fixed image lies in the moved one. Both in pixels of the normal pose.
Point bend(const WarpCoefficients& coefficients, Point fixed);

/// Back through bend: adds to `by_coefficients` what moving the point by `by_point` a pixel is worth.
void add_through_bend(Point fixed, Point by_point, WarpCoefficients& by_coefficients);

/// One pixel of an image that is sampled between pixels, and its change by the place.
struct BentPixel {
  std::array<float, kWarpChannels> values, by_x, by_y;
};
BentPixel bent_pixel(const MovedImage& moved, Point at);

/// Back through fit_warp: adds to `by_channels` [24, 24, channels] what the target's channels are worth
/// through the bend, which follows them. Where the fit's gradient vanishes, a change dx of the target moves
/// it by dc with
///
///     (J'J + noise P) dc = J' dx
///
/// (implicit function theorem; the Hessian is Gauss-Newton's, without the residual's second derivatives), so
/// that g' dc = (J v)' dx with (J'J + noise P) v = g.
/// @param by_coefficients  g: the gradient of a function of the bend
void add_through_fit(const MovedImage& moved, const WarpCoefficients& coefficients,
                     const WarpCoefficients& by_coefficients, Channels& by_channels);

}  // namespace resketch
