// Denoising by redrawing: a module draws what it knows, and noise is not among it.
#pragma once

#include <string>
#include <vector>

#include "resketch/classify.h"

namespace resketch {

struct DenoiseOptions {
  ClassifyOptions classify = {};  ///< `reject`: leave out items that are "unknown"
  std::string label = {};  ///< the module that redraws, whatever the item; empty: the one of the largest
                           ///< evidence
};

struct Denoised {
  Dataset data;               ///< redrawn items in the units, lengths and dims of the raw ones; labels kept
  std::vector<int> left_out;  ///< indices of "unknown" items
  std::vector<Decision> decisions;  ///< [N] on all items, with reconstructions
};

/// Redraws every item of `data` (raw). What is not drawn (the force of a pen) stays as it was.
/// @errors kNotFound if the model has no `label`, and those of classify
Result<Denoised> denoise(const Model& model, const Dataset& data, const DenoiseOptions& options = {});

}  // namespace resketch
