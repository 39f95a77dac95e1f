// The page of the strangest items, each beside what a model of normal items makes of it; and why, in words.
#pragma once

#include <span>
#include <string>

#include "resketch/anomaly.h"

namespace resketch::cli {

/// "redrawn with an error of 0.08; none of 300 normal items held out fits as badly"
std::string reason(const AnomalyScore& one);

/// One HTML text that needs nothing else.
/// @param scores with reconstructions, the strangest first; the first `most` are shown, up to 50
std::string build_anomaly_page(const Model& model, const Dataset& data, std::span<const AnomalyScore> scores,
                               int most);

}  // namespace resketch::cli
