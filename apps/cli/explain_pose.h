// How the nearest example was moved to draw an item: in words, as JSON, and as a panel of the page.
#pragma once

#include <string>

#include "cli/explain_page.h"
#include "cli/output.h"

namespace resketch::cli {

/// "example 2: turned 7° to the left, 8 % larger, ..."; what is too little to see is left out.
std::string pose_text(const PoseAndWarp& moved, DataKind kind);

/// The fields of PoseAndWarp by their names, the warp to hundredths; `dims` D.
Json pose_json(const PoseAndWarp& moved, int dims, DataKind kind);

/// Pictures and words for the best redrawing; empty where its generator cannot tell. `key` names its
/// elements.
std::string pose_panel(const ExplainPage& page, const ExplainedItem& item, const std::string& key);

}  // namespace resketch::cli
