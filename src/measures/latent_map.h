// What a generator for two classes draws from a grid of latents.
#pragma once

#include <vector>

#include "training/holistic_training.h"

namespace resketch {

inline constexpr int kGridSide = 11;  ///< 0, .1, ..., 1

/// Distances of what is drawn from the latent (x / 10, y / 10) to a typical item of each class; the latent is
/// not normalised. Entry [class][y * kGridSide + x], x being the first class.
struct LatentMap {
  std::vector<double> mse[2], dtw[2];

  /// Share of grid points off the diagonal whose drawing is nearer to the class of the larger latent value: 1
  /// if the latent space is cut along the diagonal, about 1/2 if it knows nothing of the classes.
  double straight_mse = 0;
  double straight_dtw = 0;
};

/// @param prototypes [2, T, D]
LatentMap latent_map(const HolisticNetwork& network, const std::vector<float>& prototypes);

}  // namespace resketch
