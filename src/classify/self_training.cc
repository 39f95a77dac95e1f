#include "resketch/self_training.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

#include "classify/calibration.h"
#include "classify/make_modules.h"
#include "classify/witnesses.h"
#include "data/copies.h"
#include "generator/exemplar_generator.h"
#include "resketch/exemplars.h"

namespace resketch {
namespace {

/// Added to what a model says of how its exemplars were chosen.
constexpr std::string_view kAndSelfTraining = " and self-training";

Result<void> check(const SelfTrainOptions& options) {
  if (options.most < 1)
    return Error(ErrorCode::kUsage,
                 fmt::format("found {} items to adopt, expected at least 1", options.most));
  if (!(options.probability > 0 && options.probability <= 1)) {
    return Error(ErrorCode::kUsage, fmt::format("found a probability of {}, expected one above 0, up to 1",
                                                options.probability));
  }
  return {};
}

/// The items that no module has among its exemplars, each once.
std::vector<int> unseen_items(const Dataset& targets, const Model& model) {
  std::vector<int> items;
  for (int n = 0; n < targets.size(); ++n) {
    if (!is_exemplar(targets[n].values, model)) items.push_back(n);
  }
  return without_copies(targets, std::move(items));
}

/// Items that a class of K exemplars adopts at most in `round`, counted from 1: so that they double.
int room(int exemplars, int round, int most) {
  return static_cast<int>(
      std::min<long long>(most, static_cast<long long>(exemplars) * ((1LL << round) - 1)));
}

/// Rounds until all classes have room for `most`.
int count_rounds(const Model& model, int most) {
  int rounds = 1;
  for (const Module& module : model.modules) {
    while (room(module.shape.inputs, rounds, most) < most) ++rounds;
  }
  return rounds;
}

/// One model that teaches itself.
class SelfTraining {
 public:
  SelfTraining(const Model& model, const SelfTrainOptions& options)
      : model_(model), options_(options), preset_(parse_preset(model.preset).value_or(Preset::kDefault)) {}

  Result<SelfTrained> run(const Dataset& data) {
    if (auto sound = check(options_); !sound) return sound.error();
    auto targets = preprocess(model_.preprocessing, data);
    if (!targets) return targets.error();
    const std::vector<int> items = unseen_items(*targets, model_);
    if (items.empty()) {
      return Error(ErrorCode::kBadInput,
                   "found no item that is not one of the model's own examples, expected at least 1",
                   data.name);
    }
    const Dataset unseen = data.subset(items);
    targets_ = targets->subset(items);
    features_ = clustering_features(model_.generator, targets_, options_.threads);
    const int rounds = count_rounds(model_, options_.most);
    passes_ = rounds + (sets_threshold() ? 1 : 0);
    SelfTrained out{model_, {}, unseen.size()};
    for (round_ = 1; round_ <= rounds; ++round_) {
      const auto decisions = classify(out.model, unseen, classifying());
      if (!decisions) return decisions.error();
      auto chosen = choose(*decisions);
      if (!chosen) return chosen.error();
      out.adopted = *std::move(chosen);
      auto taught = teach(out.adopted);
      if (!taught) return taught.error();
      out.model = *std::move(taught);
    }
    if (sets_threshold()) {
      if (auto done = set_threshold(unseen, out); !done) return done.error();
    }
    for (Adopted& one : out.adopted) one.item = items[one.item];
    // What it adopted is what it finds easy: how often it errs, labels that people gave tell better.
    out.model.calibration.temperature = model_.calibration.temperature;
    return out;
  }

 private:
  /// Rounds take about as long as each other, and as the look for a threshold after them.
  ProgressFn progress() const {
    if (!options_.progress) return {};
    return [this](Progress p) {
      p.stage = "self-training";
      p.resumed = p.total * (round_ - 1);  // p.seconds begin anew with every round
      p.done += p.resumed;
      p.total *= passes_;
      return options_.progress(p);
    };
  }

  ClassifyOptions classifying() const {
    ClassifyOptions options;
    options.inference = default_inference(preset_);
    options.threads = options_.threads;
    options.progress = progress();
    return options;
  }

  /// For each class items that qualify. What the first model called unknown stays out, or strangers would
  /// open the door to each other.
  Result<std::vector<Adopted>> choose(const std::vector<Decision>& decisions) {
    if (round_ == 1) {
      for (const Decision& decision : decisions) unknown_.push_back(decision.label == Decision::kUnknown);
    }
    std::vector<Adopted> adopted;
    for (int module = 0; module < static_cast<int>(model_.modules.size()); ++module) {
      std::vector<int> items;
      for (int n = 0; n < static_cast<int>(decisions.size()); ++n) {
        const Decision& decision = decisions[n];
        if (decision.label == module && decision.probability >= options_.probability && !unknown_[n])
          items.push_back(n);
      }
      std::ranges::stable_sort(items, std::greater<>(), [&](int n) { return decisions[n].confidence; });
      const auto taken = typical(items, room(model_.modules[module].shape.inputs, round_, options_.most));
      if (!taken) return taken.error();
      for (const int n : *taken) adopted.push_back({n, module, decisions[n].probability});
    }
    return adopted;
  }

  /// Items of one class that stand for all of them, which the surest alone would not: they are all alike.
  /// Those nearest to centroids where there are features to cluster by; else evenly spread, for letters are
  /// served worse by clusters.
  /// @param items  the surest first; so are those returned
  Result<std::vector<int>> typical(const std::vector<int>& items, std::size_t most) {
    const std::size_t count = items.size();
    if (count <= most) return items;
    std::vector<int> taken;
    if (features_.empty()) {
      for (std::size_t i = 0; i < most; ++i) taken.push_back(items[i * count / most]);
      return taken;
    }
    targets_.label_names = {"one class"};
    targets_.labels.assign(targets_.size(), Dataset::kUnlabelled);
    for (const int n : items) targets_.labels[n] = 0;
    const auto chosen = choose_exemplars(
        targets_,
        {.per_class = static_cast<int>(most), .selection = Selection::kNearest, .threads = options_.threads},
        features_);
    if (!chosen) return chosen.error();
    std::ranges::copy_if(items, std::back_inserter(taken), [&](int n) {
      return std::ranges::find(chosen->front().items, n) != chosen->front().items.end();
    });
    return taken;
  }

  /// A first model without a threshold does not tell what of the rest is known.
  bool sets_threshold() const { return model_.calibration.confidence_sd > 0; }

  /// The threshold from all that the first model accepts: adopted items are easy ones, and from them alone it
  /// would refuse too many of the others.
  Result<void> set_threshold(const Dataset& unseen, SelfTrained& out) {
    std::vector<bool> adopted(unseen.size());
    for (const Adopted& one : out.adopted) adopted[one.item] = true;
    std::vector<int> rest;
    for (int n = 0; n < unseen.size(); ++n) {
      if (!adopted[n] && !unknown_[n]) rest.push_back(n);
    }
    if (rest.size() + confidences_.size() < 2) {
      out.model.calibration = model_.calibration;
      return {};
    }
    const auto decisions = classify(out.model, unseen.subset(rest), classifying());
    if (!decisions) return decisions.error();
    for (const Decision& decision : *decisions) confidences_.push_back(decision.confidence);
    set_rejection(std::move(confidences_), out.model);
    return {};
  }

  Result<Model> teach(const std::vector<Adopted>& adopted) {
    std::vector<ExemplarSet> sets;
    for (const Module& module : model_.modules)
      sets.push_back({module.label, module.shape.inputs, module.exemplars});
    for (const Adopted& one : adopted) {
      const auto values = targets_[one.item].values;
      ExemplarSet& set = sets[one.module];
      set.values.insert(set.values.end(), values.begin(), values.end());
      ++set.count;
    }
    TrainOptions training;
    training.preset = preset_;
    training.generator = model_.generator;
    training.training = model_.training;
    training.threads = options_.threads;
    training.progress = options_.progress;
    auto modules = make_modules(model_.generator, sets, model_.preprocessing, 0, training);
    if (!modules) return modules.error();
    if (modules->size() != sets.size())
      return Error(ErrorCode::kFailed, "a module diverged when it was trained on what its class adopted");
    Model out = model_;
    out.modules = *std::move(modules);
    if (!out.selection.ends_with(kAndSelfTraining)) out.selection += kAndSelfTraining;
    if (out.generator != GeneratorKind::kLstm) {
      if (auto learned = learn_style(out, style_detail(model_)); !learned) return learned.error();
    }
    const auto trial = try_model(out, {}, default_inference(preset_), options_.threads);
    if (!trial) return trial.error();
    confidences_ = calibrate(*trial, out);
    return out;
  }

  const Model& model_;
  const SelfTrainOptions& options_;
  Preset preset_;
  Dataset targets_;                  // what may be adopted, preprocessed; labels mark what is being clustered
  std::vector<float> features_;      // [N, S] of targets_, to cluster by, or none
  std::vector<bool> unknown_;        // to the model that it began with
  std::vector<double> confidences_;  // of the newest model's exemplars, held out
  int passes_ = 0;
  int round_ = 0;
};

}  // namespace

Result<SelfTrained> self_train(const Model& model, const Dataset& data, const SelfTrainOptions& options) {
  return SelfTraining(model, options).run(data);
}

}  // namespace resketch
