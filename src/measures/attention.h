// Looking at a canvas window by window, and telling what is redrawn from the clutter around it.
#pragma once

#include <span>
#include <vector>

#include "measures/clutter.h"
#include "vision/network.h"

namespace resketch {

/// a: how far each pixel of a window belongs to what the network redraws, 0..1: the redrawing, blurred.
/// @param redrawn  r(x), [28, 28]
std::vector<float> attention_mask(std::span<const float> redrawn);

/// How badly a window is redrawn. All of it but `whole` is relative to what was redrawn, so that an empty
/// redrawing is no good one.
struct WindowErrors {
  float whole = 0;     ///< ||r(x) - x||
  float relative = 0;  ///< ||r(x) - x|| / ||r(x)||
  float masked = 0;    ///< (||a * (r(x) - x)|| + 4) / ||r(x)||: clutter beside the redrawing counts nothing
  float faint = 0;     ///< 1 / ||r(x)||
};
WindowErrors window_errors(std::span<const float> seen, std::span<const float> redrawn);

/// What a network makes of a window.
struct Look {
  Place place = {};
  int label = 0;             ///< of the largest output
  float log_score = 0;       ///< log y of that class
  WindowErrors errors = {};  ///< zeros if the network does not redraw
};

/// A canvas's looks, none twice at the same place.
using Looks = std::vector<Look>;

/// Looks at windows four pixels apart. @returns one for each canvas @errors as TrainedNetwork::answer
Result<std::vector<Looks>> look_over(const TrainedNetwork& network, std::span<const Canvas> canvases,
                                     const ProgressFn& progress);

/// Looks at the neighbours of `places`, [canvases] of any number, two pixels away, too.
Result<void> look_around(const TrainedNetwork& network, std::span<const Canvas> canvases,
                         std::span<const std::vector<Place>> places, std::vector<Looks>& looks,
                         const ProgressFn& progress);

}  // namespace resketch
