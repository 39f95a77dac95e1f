// What measurements of networks share: their data, how long they are trained, their confidence.
#pragma once

#include "measures/cell.h"
#include "vision/network.h"

namespace resketch {

/// Whether a measurement needs the networks of src/vision.
bool needs_networks(Measure measure);

/// A named set of images: the whole pool and the whole test split, at quick scale fewer; or "rings", points
/// in the plane.
Result<PreparedData> prepare_network_data(const std::string& name, Scale scale);

/// Labels renumbered 0..C-1; the pool's last sixth is for choosing, never for training.
struct KnownClasses {
  Dataset training;
  Dataset validation;
  int count = 0;  ///< C
};
KnownClasses known_classes(const CellTask& task);

/// The network of a task's variant, as long as its scale wants it trained.
NetworkSpec network_spec(const CellTask& task);

/// @errors as train_network
Result<std::unique_ptr<TrainedNetwork>> train_for(const CellTask& task, const KnownClasses& known);

/// All that a cell's outcome depends on beyond data and seed.
nlohmann::ordered_json network_outcome_key(const CellTask& task);

/// All that a network's weights depend on: cells that measure the same network differently share it.
nlohmann::ordered_json network_key(const CellTask& task);

NetworkInputs inputs_of(const Dataset& data);

/// Position of the largest score of row n, [N, C].
int winner(const NetworkAnswers& answers, int classes, int n);

/// Share of the rightly answered validation items above a threshold that alpha has to leave above it.
double kept_share(const CellTask& task, double threshold);

/// The largest alpha with which a share `kept` of the rightly answered validation items that pass the
/// threshold with c = 1 still pass it.
double choose_alpha(const NetworkAnswers& answers, const Dataset& validation, int classes, double threshold,
                    double kept);

/// log(c * y) of row n's winner.
double log_scaled_winner(const NetworkAnswers& answers, int classes, int n, const ConfidenceOptions& options);

inline constexpr double kBeta = 1;

}  // namespace resketch
