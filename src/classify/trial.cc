#include "classify/trial.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "base/share.h"
#include "classify/explain.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

// Items held out, of all classes together where they have so many: a threshold that one item in a hundred
// falls below needs hundreds. Of a class at least as many as below.
constexpr int kHeldOut = 320;
constexpr int kMostHeldOut = 8;
constexpr int kFolds = 4;

/// Explains `targets` [N, T, D] of the classes `modules` [N] by `explainer` and appends the outcome.
/// @param left_out [N], or empty
Result<void> explain_items(const Model& model, const Explainer& explainer, std::span<const float> targets,
                           std::span<const int> modules, std::span<const LeftOut> left_out, int threads,
                           const Ranks& ranks, Trial& out) {
  const int count = static_cast<int>(modules.size());
  const int batch = block_of(ranks, explainer.batch(), count);
  auto explanations = explain_share(explainer, {targets, left_out, 0, false, threads}, count,
                                    model.modules.size(), ranks, batch, [](int) { return true; });
  if (!explanations) return explanations.error();
  std::vector<std::vector<double>> evidence;
  for (Explanation& explanation : *explanations) evidence.push_back(std::move(explanation.evidence));
  auto all = gather<std::vector<double>>(ranks, batch, std::move(evidence), Ranks::To::kAll);
  if (!all) return all.error();
  out.modules.insert(out.modules.end(), modules.begin(), modules.end());
  out.evidence.insert(out.evidence.end(), std::make_move_iterator(all->begin()),
                      std::make_move_iterator(all->end()));
  return {};
}

/// The exemplars of one fold. A class with one exemplar keeps it; of a large class only the first few take
/// part.
std::vector<LeftOut> fold_items(const Model& model, int fold, int folds) {
  const int C = static_cast<int>(model.modules.size());
  const int most = std::max(kMostHeldOut, kHeldOut / C);
  std::vector<LeftOut> items;
  for (int c = 0; c < C; ++c) {
    const int K = model.modules[c].shape.inputs;
    for (int k = fold; K > 1 && k < std::min(K, most); k += folds) items.push_back({c, k});
  }
  return items;
}

/// The model without `items`, of the same classes.
Model without(const Model& model, std::span<const LeftOut> items) {
  const auto size = static_cast<std::ptrdiff_t>(model.preprocessing.steps) * model.preprocessing.dims;
  Model rest = model;
  for (std::size_t i = items.size(); i-- > 0;) {  // last first: indices before it stay true
    Module& module = rest.modules[items[i].module];
    const auto at = module.exemplars.begin() + items[i].exemplar * size;
    module.exemplars.erase(at, at + size);
    --module.shape.inputs;
  }
  return rest;
}

/// LSTMs redraw each exemplar without its own latent weight; training them again without it would take too
/// long. The others are learned anew from the exemplars of all folds but one, shared style too.
Result<void> explain_held_out(const Model& model, const InferenceOptions& inference, int threads,
                              const Ranks& ranks, Trial& out) {
  const std::size_t size = static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims;
  const bool lstm = model.generator == GeneratorKind::kLstm;
  const int folds = lstm ? 1 : kFolds;
  for (int fold = 0; fold < folds; ++fold) {
    const std::vector<LeftOut> items = fold_items(model, fold, folds);
    if (items.empty()) continue;
    Model rest = lstm ? model : without(model, items);
    if (!lstm) {
      if (auto learned = learn_style(rest, style_detail(model)); !learned) return learned.error();
    }
    const auto explainer = make_explainer(rest, inference);
    if (!explainer) return explainer.error();
    std::vector<float> targets;
    std::vector<int> modules;
    for (const LeftOut& item : items) {
      const auto from = std::span(model.modules[item.module].exemplars).subspan(item.exemplar * size, size);
      targets.insert(targets.end(), from.begin(), from.end());
      modules.push_back(item.module);
    }
    if (auto done = explain_items(model, **explainer, targets, modules,
                                  lstm ? std::span(items) : std::span<const LeftOut>(), threads, ranks, out);
        !done)
      return done.error();
  }
  return {};
}

}  // namespace

Result<Trial> try_model(const Model& model, const Dataset& witnesses, InferenceOptions inference, int threads,
                        const Ranks& ranks) {
  inference.exhaustive = true;  // the right class counts even where it would have been passed over
  const auto explainer = make_explainer(model, inference);
  if (!explainer) return explainer.error();
  Trial trial;
  trial.usual = (*explainer)->usual_temperature();
  auto done = witnesses.size() > 0 ? explain_items(model, **explainer, witnesses.values, witnesses.labels, {},
                                                   threads, ranks, trial)
                                   : explain_held_out(model, inference, threads, ranks, trial);
  if (!done) return done.error();
  return trial;
}

}  // namespace resketch
