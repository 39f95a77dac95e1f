#include "resketch/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

#include "base/parallel.h"
#include "baselines/answerer.h"
#include "baselines/forward_lstm.h"

namespace resketch {
namespace {

constexpr std::array<std::pair<Baseline, std::string_view>, 5> kNames{{
    {Baseline::kNearest, "nn"},
    {Baseline::kDtw, "dtw"},
    {Baseline::kDtwAffine, "dtw-affine"},
    {Baseline::kImageDistortion, "idm"},
    {Baseline::kForward, "forward"},
}};

constexpr int kItemsAtOnce = 12;  // a forward LSTM reads each weight once for all of them

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Result<std::unique_ptr<Answerer>> make_answerer(Baseline baseline, const Model& model,
                                                const BaselineOptions& options) {
  switch (baseline) {
    case Baseline::kNearest:
      return make_plain_nearest(model);
    case Baseline::kDtw:
      return make_warped_nearest(model, false);
    case Baseline::kDtwAffine:
      return make_warped_nearest(model, true);
    case Baseline::kImageDistortion:
      return make_distorted_nearest(model);
    default:
      return make_forward(model, options);
  }
}

/// @returns nothing if the caller asked to stop
std::optional<std::vector<Answer>> answer_all(const Answerer& answerer, const Dataset& targets,
                                              const BaselineOptions& options) {
  std::vector<Answer> answers(targets.size());
  const std::size_t length = targets.size() > 0 ? targets[0].values.size() : 0;
  const auto start = Clock::now();
  std::atomic<int> done = 0;
  std::atomic<bool> cancelled = false;
  std::mutex reporting;
  parallel_for((targets.size() + kItemsAtOnce - 1) / kItemsAtOnce, options.threads, [&](int batch) {
    if (cancelled) return;
    const int first = batch * kItemsAtOnce;
    const int count = std::min(kItemsAtOnce, targets.size() - first);
    answerer.answer(std::span(targets.values).subspan(first * length, count * length),
                    std::span(answers).subspan(first, count));
    done += count;
    const std::unique_lock lock(reporting, std::try_to_lock);
    if (!lock || !options.progress) return;
    const Progress progress{.stage = "classifying",
                            .unit = "items",
                            .done = static_cast<double>(done),
                            .total = static_cast<double>(targets.size()),
                            .seconds = seconds_since(start)};
    if (!options.progress(progress)) cancelled = true;
  });
  if (cancelled) return std::nullopt;
  return answers;
}

}  // namespace

std::string_view to_string(Baseline baseline) {
  return std::ranges::find(kNames, baseline, &decltype(kNames)::value_type::first)->second;
}

std::optional<Baseline> parse_baseline(std::string_view text) {
  const auto* const found = std::ranges::find(kNames, text, &decltype(kNames)::value_type::second);
  return found == kNames.end() ? std::nullopt : std::optional(found->first);
}

Result<void> check_baseline(const Model& model, Baseline baseline) {
  const bool is_image = model.preprocessing.kind == DataKind::kImage;
  const bool warps = baseline == Baseline::kDtw || baseline == Baseline::kDtwAffine;
  if (warps && is_image) {
    return Error(ErrorCode::kUsage,
                 fmt::format("the baseline '{}' warps sequences in time, but the model's data are images; "
                             "for images there are nn, idm and forward",
                             to_string(baseline)));
  }
  if (baseline == Baseline::kImageDistortion && !is_image) {
    return Error(ErrorCode::kUsage,
                 fmt::format("the baseline 'idm' distorts images, but the model's data are of kind '{}'; for "
                             "sequences there are nn, dtw, dtw-affine and forward",
                             to_string(model.preprocessing.kind)));
  }
  if (baseline == Baseline::kForward && forward_cells(model) > kMostForwardCells) {
    return Error(
        ErrorCode::kUsage,
        fmt::format("the baseline 'forward' would need {} cells to have as many as an LSTM a class for {} "
                    "classes; it trains with at most {}",
                    forward_cells(model), model.modules.size(), kMostForwardCells));
  }
  return {};
}

std::vector<Baseline> applicable_baselines(const Model& model) {
  std::vector<Baseline> out;
  for (const auto& [baseline, name] : kNames) {
    if (check_baseline(model, baseline)) out.push_back(baseline);
  }
  return out;
}

Result<BaselineAnswers> answer_by(Baseline baseline, const Model& model, const Dataset& data,
                                  const BaselineOptions& options) {
  if (auto applies = check_baseline(model, baseline); !applies) return applies.error();
  const auto targets = preprocess(model.preprocessing, data);
  if (!targets) return targets.error();
  const auto start = Clock::now();
  const auto answerer = make_answerer(baseline, model, options);
  if (!answerer) return answerer.error();
  BaselineAnswers out;
  out.training_seconds = seconds_since(start);
  const auto answers = answer_all(**answerer, *targets, options);
  if (!answers) return Error(ErrorCode::kCancelled, "classification was stopped");
  for (const Answer& answer : *answers) {
    out.modules.push_back(answer.module);
    out.confidences.push_back(answer.confidence);
  }
  out.answering_seconds = seconds_since(start) - out.training_seconds;
  return out;
}

}  // namespace resketch
