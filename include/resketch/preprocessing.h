// From raw sequences to what generators draw: fixed length, integrated, standardised. Stored in the model.
#pragma once

#include <span>
#include <vector>

#include "resketch/dataset.h"

namespace resketch {

/// How a raw sequence becomes [steps, dims] values for the generators.
///   kPenVelocity: keep x and y, add up to positions, pad by holding the last point, standardise.
///   kSeries:      pad by holding the last value, standardise.
///   kImage:       pixels as they are; every image must have `steps` rows and `dims` columns.
/// A sequence longer than `steps` is resampled linearly to `steps` (after integration).
/// Source: the published preprocessing (MIC 2019); standardisation is per axis over the pool, padding
/// included. Not published: a pen's end by hand.
struct Preprocessing {
  DataKind kind = DataKind::kSeries;
  int input_dims = 0;       ///< D of the raw data
  int steps = 0;            ///< T
  int dims = 0;             ///< D of what generators draw
  std::vector<float> mean;  ///< [dims]; empty for images
  std::vector<float> sd;    ///< [dims]; empty for images
  bool by_hand = false;     ///< kPenVelocity: a pen rests where a smoothing filter began to add to its record
};

/// Measures length, mean and sd on the items of `pool`.
/// @param by_hand  as the field; nothing to other kinds
/// @errors kBadInput if `pool` is empty, has images of unequal size, or an axis that never changes
Result<Preprocessing> fit_preprocessing(const Dataset& pool, bool by_hand = false);

/// Applies it to one raw sequence; returns [steps, dims].
/// @errors kShapeMismatch naming found and expected dims
Result<std::vector<float>> preprocess(const Preprocessing& preprocessing, SequenceView raw);

/// The way back: `drawn` [steps, dims] as a raw sequence of the length and dims of `raw`, which it redraws.
/// Values that are not drawn (the force of a pen, its first velocity) are those of `raw`; what is left out as
/// not by hand does not come back. Pixels are kept within 0..1.
std::vector<float> restore(const Preprocessing& preprocessing, std::span<const float> drawn,
                           SequenceView raw);

/// Applies it to every item: N sequences of [steps, dims], labels kept. Error names the item.
Result<Dataset> preprocess(const Preprocessing& preprocessing, const Dataset& raw);

}  // namespace resketch
