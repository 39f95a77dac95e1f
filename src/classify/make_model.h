// From items to modules and the style they share: everything of training but how far to believe the model.
#pragma once

#include "resketch/training.h"

namespace resketch {

/// Whether exemplars stand for groups of items.
bool clustered(Selection selection);

/// Whether the exemplars are those that explain the rest of their class best: explaining a stroke takes
/// microseconds. Images are clustered by features, of many more items.
bool seeks_medoids(const TrainOptions& options, GeneratorKind generator);

/// A model of all classes of `targets` (preprocessed), in the usual detail; neither calibrated nor named
/// after its data.
/// @errors as train
Result<Model> make_model(const Dataset& targets, const Preprocessing& preprocessing,
                         const TrainOptions& options);

/// A module that all of `targets` (preprocessed, of one class) become, for a model that has its style.
/// @errors as add_class
Result<Module> make_module(const Dataset& targets, const Model& model, const TrainOptions& options);

}  // namespace resketch
