#include "resketch/anomaly.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "classify/calibration.h"
#include "classify/witnesses.h"

namespace resketch {
namespace {

constexpr int kFewest = 6;
constexpr int kHeldOut = 500;  // more would say little more about the one item in a hundred

/// Among what all modules share: the held-out items' scores, lowest first. A model of classes has none.
constexpr const char* kNormalScores = "normal_scores";

/// `count` items of `data`, evenly spread, all labelled "normal".
Dataset spread(const Dataset& data, int count) {
  std::vector<int> items;
  for (int i = 0; i < count; ++i)
    items.push_back(static_cast<int>(static_cast<long long>(i) * data.size() / count));
  Dataset out = data.subset(items);
  out.label_names = {"normal"};
  out.labels.assign(items.size(), 0);
  return out;
}

/// The strangeness of items that are no exemplars.
Result<std::vector<float>> held_out_scores(const Model& model, const Dataset& raw, int threads) {
  const auto targets = preprocess(model.preprocessing, raw);
  if (!targets) return targets.error();
  ClassifyOptions options;
  options.inference = default_inference(parse_preset(model.preset).value_or(Preset::kDefault));
  options.reject = false;
  options.threads = threads;
  std::vector<int> held_out;
  for (int n = 0; n < targets->size(); ++n) {
    if (!is_exemplar((*targets)[n].values, model.modules.front())) held_out.push_back(n);
  }
  const auto decisions = classify(model, raw.subset(held_out), options);
  if (!decisions) return decisions.error();
  std::vector<float> scores;
  for (const Decision& decision : *decisions) scores.push_back(static_cast<float>(-decision.confidence));
  std::ranges::sort(scores);
  return scores;
}

}  // namespace

TrainOptions normal_options(DataKind kind, std::optional<GeneratorKind> generator) {
  TrainOptions options = train_options(Preset::kDefault, kind);
  options.generator = generator.value_or(options.generator);
  options.exemplars.per_class = options.generator == GeneratorKind::kLstm ? 16 : 400;
  return options;
}

bool is_model_of_normal(const Model& model) {
  const auto scores = model.style.find(kNormalScores);
  return scores != model.style.end() && !scores->second.empty() && model.modules.size() == 1;
}

Result<Model> train_normal(const Dataset& data, const TrainOptions& options, double keep) {
  if (!(keep > 0 && keep < 1))
    return Error(ErrorCode::kUsage,
                 fmt::format("found a share to keep of {}, expected one between 0 and 1", keep));
  if (data.size() < kFewest) {
    return Error(
        ErrorCode::kBadInput,
        fmt::format("found {} items, expected at least {}: some to learn from, and some to see how well "
                    "normal items are redrawn",
                    data.size(), kFewest),
        data.name);
  }
  TrainOptions training = options;
  training.exemplars.per_class = std::min(options.exemplars.per_class, data.size() / 2);
  const Dataset pool = spread(data, std::min(data.size(), training.exemplars.per_class + kHeldOut));
  auto model = train(pool, training);
  if (!model) return model;
  model->data_fingerprint = data.fingerprint();
  model->rejection_keep = keep;
  auto scores = held_out_scores(*model, pool, options.threads);
  if (!scores) return scores.error();
  if (scores->size() < 2) {
    return Error(ErrorCode::kBadInput, "all items are alike: none is left to see how well others are redrawn",
                 data.name);
  }
  std::vector<double> confidences;
  for (const float score : *scores) confidences.push_back(-static_cast<double>(score));
  set_rejection(std::move(confidences), *model);
  model->style[kNormalScores] = *std::move(scores);
  return model;
}

Result<std::vector<AnomalyScore>> score_anomalies(const Model& model, const Dataset& data,
                                                  const ClassifyOptions& options) {
  if (!is_model_of_normal(model)) {
    return Error(ErrorCode::kUnsupported,
                 "a model of classes; expected one of what is normal, as 'resketch anomaly train' writes it");
  }
  auto decisions = classify(model, data, options);
  if (!decisions) return decisions.error();
  const std::vector<float>& normal = model.style.at(kNormalScores);
  std::vector<AnomalyScore> scores;
  for (int n = 0; n < static_cast<int>(decisions->size()); ++n) {
    AnomalyScore& one = scores.emplace_back();
    one.decision = std::move((*decisions)[n]);
    one.item = n;
    one.score = -one.decision.confidence;
    one.threshold = -rejection_threshold(model);
    one.anomaly = one.score > one.threshold;
    one.held_out = static_cast<int>(normal.size());
    one.as_strange =
        static_cast<int>(normal.end() - std::ranges::lower_bound(normal, static_cast<float>(one.score)));
  }
  std::ranges::stable_sort(scores, std::ranges::greater{}, &AnomalyScore::score);
  return scores;
}

}  // namespace resketch
