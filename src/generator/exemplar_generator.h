// Generators that draw by deforming exemplars: one interface, several kinds (strokes and series, images).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "generator/usual_temperature.h"
#include "resketch/dataset.h"
#include "resketch/inference.h"
#include "resketch/model.h"

namespace resketch {

/// Most dims of a series that exemplars are redrawn of: features are shared out among them.
inline constexpr int kMaxSeriesDims = 64;

/// What one class made of one target.
struct Sketch {
  double evidence = 0;         ///< log of how likely the class makes the target redrawn so; larger is better
  std::vector<float> weights;  ///< [K] share of each exemplar in the redrawing, sums to 1
  std::vector<float> values;   ///< [T, D] the redrawing, in the units of the target
  std::optional<PoseAndWarp> pose_and_warp;  ///< if asked for
};

/// All classes of a model, ready to explain targets. Immutable: any number of threads may use it.
class ExemplarGenerator {
 public:
  virtual ~ExemplarGenerator() = default;

  /// Explains `target` [T, D] (preprocessed) by every class, or of many classes by those that may win.
  /// @param evidence [C]; -infinity for classes that were no candidates
  /// @param sketches where not null, resized to [C] and filled, weights and values too, but for those classes
  /// @param poses    whether the sketches tell their pose and warp, too
  virtual void explain(std::span<const float> target, std::span<double> evidence,
                       std::vector<Sketch>* sketches, bool poses = false) const = 0;

  virtual UsualTemperature usual_temperature() const = 0;
};

/// Whether classes that hardly resemble a target before they are deformed are passed over.
enum class Effort { kCandidates, kExhaustive };

/// Whether there is more than the usual detail: strokes have it.
bool has_fine_detail(GeneratorKind generator);

/// By model.generator, which must not be kLstm; kFine only where there is such a thing.
Result<void> learn_style(Model& model, Detail detail = Detail::kUsual);
Result<std::unique_ptr<ExemplarGenerator>> make_exemplar_generator(const Model& model,
                                                                   Effort effort = Effort::kCandidates);

/// What items are clustered by, before there is a model: [N, S], a row an item. Images have keys, what is
/// seen of them at a glance in their normal pose. Empty for other generators, whose items serve as well as
/// they are (docs/model.md, "Clusters").
/// @param items  preprocessed
std::vector<float> clustering_features(GeneratorKind generator, const Dataset& items, int threads);
std::vector<float> image_keys(const Dataset& images, int threads);

/// Learns what all classes share (model.style) from the exemplars of model.modules. Deterministic.
/// Modules have label, shape and exemplars set; the style may serve classes added later.
Result<void> learn_trace_style(Model& model, Detail detail = Detail::kUsual);
Result<void> learn_image_style(Model& model);

/// Puts a generator together from modules and style.
/// @errors kBadInput if the style lacks an array or one is of the wrong length
Result<std::unique_ptr<ExemplarGenerator>> make_trace_generator(const Model& model,
                                                                Effort effort = Effort::kCandidates);
Result<std::unique_ptr<ExemplarGenerator>> make_image_generator(const Model& model);

}  // namespace resketch
