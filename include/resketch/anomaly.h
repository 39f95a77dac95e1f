// Anomalies: one module learns what is normal, from items without labels; what it redraws badly is strange.
#pragma once

#include <optional>
#include <vector>

#include "resketch/classify.h"
#include "resketch/training.h"

namespace resketch {

/// What `train_normal` asks for, by kind of data. Its `exemplars.per_class` is the most that are kept.
/// @param generator none: as the kind of data says
TrainOptions normal_options(DataKind kind, std::optional<GeneratorKind> generator = {});

/// A model with one module, "normal", of up to `options.exemplars.per_class` items and no more than half of
/// them; up to 500 of the others say how badly normal items are redrawn. Labels are not looked at.
/// @param keep share of normal items that should not be taken for anomalies
/// @errors kBadInput with fewer than 6 items; kUsage if keep is not between 0 and 1; those of train
Result<Model> train_normal(const Dataset& data, const TrainOptions& options, double keep = 0.99);

/// Whether a model is one that train_normal made.
bool is_model_of_normal(const Model& model);

struct AnomalyScore {
  int item = 0;
  double score = 0;      ///< evidence against being normal; larger is stranger
  double threshold = 0;  ///< what lies above it is an anomaly
  bool anomaly = false;
  int held_out = 0;    ///< normal items that the score was compared with
  int as_strange = 0;  ///< of those, how many score as high or higher
  Decision decision;   ///< loss and, where asked for, the redrawing

  /// Probability that a normal item scores as high (conformal p-value): never 0.
  double p_value() const { return (1.0 + as_strange) / (1.0 + held_out); }
};

/// Scores every item of `data` (raw), the strangest first, equals in their order.
/// @errors kUnsupported if the model is one of classes, and those of classify
Result<std::vector<AnomalyScore>> score_anomalies(const Model& model, const Dataset& data,
                                                  const ClassifyOptions& options = {});

}  // namespace resketch
