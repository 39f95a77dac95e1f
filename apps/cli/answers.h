// A Decision as the command prints it: one line for people, one JSON object for programs.
#pragma once

#include <string>
#include <vector>

#include "cli/output.h"
#include "resketch/classify.h"

namespace resketch::cli {

/// Indices of the modules that were considered, the largest evidence first.
std::vector<int> by_evidence(const Decision& decision);

/// The label that was answered, "unknown" where none was.
std::string answer(const Model& model, const Decision& decision);

/// The true label of an item, or null.
Json truth(const Dataset& data, int item);

/// Keys: id, label (null for unknown), unknown, best, probability, loss, losses, evidence, runner_up, margin,
/// confidence, threshold (null where nothing is rejected), and with reconstructions latent, reconstruction
/// and pose_and_warp of the best module. `top` > 1 adds "top", the best modules.
Json decision_json(const Model& model, const Decision& decision, const std::string& id, int top);

/// id, answer, probability, loss, runner-up and margin; `top` > 1 appends the modules behind the runner-up.
std::string decision_line(const Model& model, const Decision& decision, const std::string& id, int top,
                          bool colour);

}  // namespace resketch::cli
