// A lane group's state in a file of its own, so that groups save and resume without waiting for each other.
#pragma once

#include <filesystem>
#include <string>

#include "resketch/error.h"
#include "training/lane_group.h"

namespace resketch {

/// Everything that must be equal for training to go on to the same bits, as a JSON object.
std::string describe_group(const LaneGroup& group, const LstmShape& shape, const TrainingOptions& options);

Result<void> save_group(const LaneGroup& group, const std::string& description,
                        const std::filesystem::path& path);

/// Puts the saved state into `group`; without a file the group stays at its start.
/// @errors kUsage naming the option that differs, kBadInput for a damaged file
Result<void> resume_group(LaneGroup& group, const std::string& description,
                          const std::filesystem::path& path);

}  // namespace resketch
