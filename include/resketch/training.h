// Training: from a pool of labelled sequences to a model, and adding a class to a model.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "resketch/dataset.h"
#include "resketch/exemplars.h"
#include "resketch/inference.h"
#include "resketch/model.h"
#include "resketch/progress.h"
#include "resketch/ranks.h"

namespace resketch {

enum class Preset {
  kDefault,    ///< what we recommend
  kPublished,  ///< as MIC 2019 did it
};

std::string_view to_string(Preset preset);
std::optional<Preset> parse_preset(std::string_view text);

struct TrainOptions {
  Preset preset = Preset::kDefault;
  GeneratorKind generator = GeneratorKind::kLstm;
  ExemplarOptions exemplars;
  TrainingOptions training;
  int threads = 0;                   ///< 0: all cores; the result does not depend on it
  std::filesystem::path checkpoint;  ///< folder written while training runs; empty: none. Remove it once the
                                     ///< model is saved: until then it is what --resume goes on from
  double checkpoint_seconds = 10;    ///< between two checkpoints
  bool resume = false;               ///< continue from `checkpoint` if it exists; to the same bits
  ProgressFn progress;
  std::function<void(const std::string&)>
      warn;          ///< told what the user should know ("class 'x' has only 2 examples")
  Ranks ranks = {};  ///< share the modules; `checkpoint` must be where all of them see it
};

/// The options of a preset for data of this kind; change fields as you like.
TrainOptions train_options(Preset preset, DataKind kind);

/// The latent search that belongs to a preset: the published one, or ours.
InferenceOptions default_inference(Preset preset);

/// Fits the preprocessing, chooses exemplars and trains one module a class.
/// By the default preset and but for LSTMs, Selection::kNearest means the items of strokes and series that
/// explain the rest of their class best, and of images those nearest to clusters of shapes, whatever their
/// pose; Selection::kKMeans means what their groups draw of them on average: docs/model.md, "Clusters". A
/// module whose loss stops being finite is left out with a warning; the others go on.
/// @errors kBadInput (no labels, fewer than one item a class), kUsage (options out of range),
///         kFailed (every module diverged), kCancelled, and those of the checkpoint file
Result<Model> train(const Dataset& pool, const TrainOptions& options);

/// Trains one more module from the items of `data` labelled `label` (all items if none is labelled),
/// with the model's own preprocessing and training options. The other modules are not touched.
/// @errors kUsage if the model already has `label`; kBadInput if no item has it
Result<Model> add_class(const Model& model, const Dataset& data, const std::string& label,
                        const TrainOptions& options);

/// `model` with probabilities and rejection measured on `data`: its items of the model's classes that are no
/// exemplars, of which about the share `keep` will not be refused. The modules are not touched.
/// @errors kUsage if keep is not between 0 and 1; kBadInput with fewer than two such items; kShapeMismatch
Result<Model> recalibrate(const Model& model, const Dataset& data, double keep, int threads = 0);

}  // namespace resketch
