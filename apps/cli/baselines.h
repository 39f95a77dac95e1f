// resketch evaluate --baseline: classic methods beside the model, on the same exemplars and the same items.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "cli/output.h"
#include "resketch/baseline.h"
#include "resketch/classify.h"

namespace resketch::cli {

void add_baseline_flag(CLI::App& command, std::vector<std::string>& names);

/// The baselines that were asked for, each once; "all" stands for those that apply.
/// @errors kUsage if one does not apply to the model
Result<std::vector<Baseline>> chosen_baselines(const std::vector<std::string>& names, const Model& model);

/// What one of them made of the items.
struct BaselineResult {
  Baseline baseline{};
  double accuracy = 0;
  std::vector<bool> right;  ///< by compared item
  Comparison comparison;    ///< the model is first
  double training_seconds = 0;
  double answering_seconds = 0;
};

/// Items compared are those whose label is one of the model's classes: baselines never answer "unknown".
struct BaselineResults {
  double accuracy = 0;      ///< of the model
  std::vector<bool> right;  ///< of the model, by compared item
  std::vector<BaselineResult> baselines;
};

/// @errors kBadInput if there is nothing to compare on, and those of answer_by
Result<BaselineResults> run_baselines(const std::vector<Baseline>& baselines, const Model& model,
                                      const Dataset& data, const std::vector<Decision>& decisions,
                                      int threads);

/// Adds the keys "right" and "baselines".
void add_baselines(const BaselineResults& results, Json& json);
void print_baselines(const BaselineResults& results);

}  // namespace resketch::cli
