// Which letter every latent of a generator draws, seen on a self-organising map of the latents.
#pragma once

#include <string>
#include <vector>

#include "measures/holistic_set.h"

namespace resketch {

/// Latents of four classes in steps of .1 that add up to 1 lie on a map; each is called by the letter that
/// its drawing looks like, or x.
struct LetterMap {
  int side = 0;
  /// [side, side] mean distance of a neuron's drawing to those of its neighbours
  std::vector<double> heights = {};
  /// [side, side] the letters of the latents that a neuron won, "" for none
  std::vector<std::string> labels = {};

  /// Share of equal letters among pairs of latents that the same or adjacent neurons won; and the same if the
  /// letters were dealt at random.
  double agreement = 0;
  double chance = 0;
  /// Mean distance between adjacent neurons' drawings of unlike letters, over that of alike ones; NaN if all
  /// are alike.
  double border = 0;
  double unclear = 0;  ///< share of latents called x
  double overlap = 0;  ///< share of neurons that won latents of two letters or more, x left aside
};

/// The letter is that of the nearest prototype; x if the mean squared error to it exceeds that of 99 of 100
/// of the training items to their own. (Published: read by eye.)
/// @param prototypes [4, T, D]
LetterMap letter_map(const HolisticNetwork& network, const HolisticSet& set,
                     const std::vector<float>& prototypes, std::uint64_t seed);

}  // namespace resketch
